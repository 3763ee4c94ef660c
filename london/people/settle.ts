/** Gives a person a name, a home, a practice and numbers, as various as London. */
import type { NhsNumber } from '#vocabulary'
import type { Random } from '../random.ts'
import { dateOf, year } from '../time.ts'
import names from '../words/names.json' with { type: 'json' }
import streets from '../words/streets.json' with { type: 'json' }
import { doctorsOf } from './clinicians.ts'
import { landline, mobile, postcode } from './numbers.ts'
import type { Address, NextOfKin, Person, PracticeOds, Sex } from './person.ts'

export interface Settling {
  readonly random: Random
  readonly now: number
  readonly number: number
  readonly story: string
  readonly ages: readonly [from: number, to: number]
  readonly sex?: Sex
  readonly nhsNumber?: NhsNumber
  /** Where this is set, the person is so, and not as chance would have it. */
  readonly as?: Partial<Person>
}

type Origin = keyof typeof names
const origins = Object.keys(names) as Origin[]

export function settle(wish: Settling): Person {
  const { random, now, as } = wish
  const origin = random.weigh(origins.map((name) => [names[name].weight, name] as const))
  const words = names[origin]
  const sex = as?.sex ?? wish.sex ?? random.pick(['female', 'male'] as const)
  const age = random.between(wish.ages[0], wish.ages[1])
  const birthDate = as?.birthDate ?? dateOf(now - age * year - random.between(1, 364) * 86_400_000)
  const family = as?.family ?? random.pick(words.family)
  const home = random.pick(streets)
  const practice = home.practice as PracticeOds
  const language = random.chance(age > 50 ? 0.5 : 0.2) ? words.language : 'en'
  const titles = { female: age < 16 ? 'Miss' : random.pick(['Mrs', 'Ms', 'Miss']), male: 'Mr' }
  const settled: Person = {
    key: `p${String(wish.number).padStart(4, '0')}`,
    story: wish.story,
    family,
    given: random.pick(words[sex]),
    prefix: age < 16 && sex === 'male' ? 'Master' : titles[sex],
    birthDate,
    sex,
    nhsNumber: wish.nhsNumber,
    nhsStatus: random.chance(0.96) ? '01' : '02',
    numbers: hospitalNumbers(wish.number, random),
    address: address(random, home),
    phone: random.chance(0.8) ? mobile(random) : landline(random),
    language,
    interpreter: language !== 'en' && random.chance(0.5),
    ethnic: words.ethnic,
    practice,
    nextOfKin: kin(random, words, family, age, sex),
    hospital: home.borough === 'Lewisham' ? 'RJ2' : 'RJZ',
    ...as,
  }
  const registered = settled.practice
  const gp = registered && doctorsOf(registered)[(wish.number - 1) % doctorsOf(registered).length]
  return { ...settled, gp: as?.gp ?? gp, nhsStatus: settled.nhsNumber ? settled.nhsStatus : '07' }
}

function address(random: Random, home: (typeof streets)[number]): Address {
  const street = `${random.between(1, 148)} ${random.pick(home.streets)}`
  const flat = random.chance(0.4) ? [`Flat ${random.between(1, 24)}`, street] : [street]
  return {
    lines: flat,
    postcode: postcode(random, home.district, home.sector),
    borough: home.borough,
  }
}

/** Each hospital numbers its patients in its own way; unique within it. */
function hospitalNumbers(number: number, random: Random): Person['numbers'] {
  const spread = number * 97 + random.between(0, 96)
  return {
    RJZ: `6${String(spread).padStart(6, '0')}`,
    RJ2: `L${String(400_000 + number * 17)}`,
    RV5: `20${String(1000 + number * 13).padStart(5, '0')}`,
  }
}

function kin(
  random: Random,
  words: (typeof names)[Origin],
  family: string,
  age: number,
  sex: Sex,
): NextOfKin {
  const female = random.chance(0.6)
  const given = random.pick(female ? words.female : words.male)
  const code = (): readonly [string, string] => {
    if (age < 18) return female ? ['12', 'Mother'] : ['13', 'Father']
    if (age > 60) return ['9', female ? 'Daughter' : 'Son']
    if (age < 28) return female ? ['12', 'Mother'] : ['13', 'Father']
    return female === (sex === 'male') ? ['1', 'Spouse'] : ['2', 'Partner']
  }
  return { name: `${given} ${family}`, relationship: code(), phone: mobile(random) }
}
