/** The people of the city, and their lives until now. */
import type { NhsNumber } from '#vocabulary'
import { archetypeOf, archetypes } from './lives/archetypes.ts'
import { type Named, named } from './lives/named.ts'
import { detention } from './lives/psychosis.ts'
import organisations from './organisations.json' with { type: 'json' }
import { nhsNumbers } from './people/numbers.ts'
import type { Person } from './people/person.ts'
import { settle } from './people/settle.ts'
import { type Random, randomFrom } from './random.ts'
import { suffer } from './story/crisis.ts'
import type { LifeEvent, Stay } from './story/events.ts'
import { Life } from './story/life.ts'
import { ageNow } from './story/surgery.ts'
import { day, hour, minute } from './time.ts'

export interface CityOptions {
  readonly seed: number
  /** How many; never fewer than those who are named. */
  readonly people?: number
  /** Milliseconds: history ends here. Keep it to build the same city again. */
  readonly now: number
}
export interface Resident {
  readonly person: Person
  /** In time order. */
  readonly events: readonly LifeEvent[]
  readonly died?: number
}
export interface City {
  readonly seed: number
  readonly now: number
  readonly organisations: readonly {
    readonly ods: string
    readonly name: string
    readonly kind: string
  }[]
  readonly people: readonly Resident[]
}

export function city({ seed, people = 300, now }: CityOptions): City {
  const random = randomFrom(seed, 'city')
  const taken = named.flatMap(({ as }) => (as.nhsNumber ? [as.nhsNumber] : []))
  const nextNumber = nhsNumbers(random, taken)
  const stories = random.shuffle(lots(Math.max(0, people - named.length)))
  const lives = [
    ...named.map((one, index) => tellNamed(one, index + 1, seed, now)),
    ...stories.map((story, index) =>
      tellAnybody(story, named.length + index + 1, seed, now, nextNumber()),
    ),
  ]
  fillHospitals(lives.slice(named.length), random)
  return { seed, now, organisations, people: lives.map(resident) }
}

/** So many of each story as its share asks for. */
function lots(people: number): string[] {
  const whole = archetypes.reduce((sum, { share }) => sum + share, 0)
  const drawn = archetypes.flatMap(({ name, share }) =>
    Array<string>(Math.round((people * share) / whole)).fill(name),
  )
  while (drawn.length < people) drawn.push('well')
  return drawn.slice(0, people)
}

function tellNamed({ story, as, tell }: Named, number: number, seed: number, now: number): Life {
  const random = randomFrom(seed, number)
  const wish = { random, now, number, story, as, ages: [40, 40] as const }
  const life = new Life(settle({ ...wish, nhsNumber: as.nhsNumber }), random, now)
  tell(life)
  return life
}

function tellAnybody(
  story: string,
  number: number,
  seed: number,
  now: number,
  nhsNumber: NhsNumber,
): Life {
  const random = randomFrom(seed, number)
  const archetype = archetypeOf(story)
  const { ages, sex } = archetype
  const person = settle({ random, now, number, story, ages, sex, nhsNumber })
  const life = new Life(person, random, now)
  archetype.tell(life)
  return life
}

/** With those who are named: about twelve on wards and six in emergency departments. */
const wanted = { wards: 8, emergency: 5, detained: 2 }

function fillHospitals(lives: readonly Life[], random: Random): void {
  const free = random.shuffle(lives.filter(couldFallIll))
  const take = (count: number, fits: (life: Life) => boolean) => {
    const taken = free.filter(fits).slice(0, count)
    for (const life of taken) free.splice(free.indexOf(life), 1)
    return taken
  }
  for (const life of take(wanted.detained, ({ person }) => person.story === 'psychosis')) {
    detention(life, life.now - random.between(5, 14) * day, 45)
  }
  for (const life of take(wanted.wards, ({ person }) => long.has(person.story))) {
    const { crises } = archetypeOf(life.person.story)
    const crisis = random.pick(crises.filter(({ nights }) => nights))
    const days = random.between(...crisis.nights!) + 2
    const began = life.now - random.fraction() * (days - 1) * day - 10 * hour
    suffer(life, crisis, began, undefined, { days })
  }
  for (const life of take(wanted.emergency, () => true)) {
    const crisis = random.pick(archetypeOf(life.person.story).crises)
    suffer(life, crisis, life.now - random.between(20, 210) * minute, undefined, { hours: 8 })
  }
}

/** Grown up, alive, and neither in hospital nor just out of it. */
function couldFallIll(life: Life): boolean {
  const lately = life.now - 25 * day
  const stays = life.events.filter((event) => event.kind === 'stay')
  return !life.died && ageNow(life) >= 16 && stays.every(({ end }) => end && end < lately)
}

/** Stories in which a stay on a ward is likely; appendicitis can happen to anybody, and rarely does. */
const long = new Set(['frailty', 'copd', 'dementia', 'heart-failure', 'alcohol', 'sickle-cell'])

export const isOpen = (event: LifeEvent): event is Stay =>
  event.kind === 'stay' && event.end === undefined && event.cancelled === undefined

/** Leaves out what cannot be: after death, before birth, or at a practice nobody is registered with. */
function resident(life: Life): Resident {
  const { person, died } = life
  const born = Date.parse(`${person.birthDate}T00:00:00Z`)
  const letters = died === undefined ? life.now : died + day
  const events = life.events.filter((event) => {
    if (event.at < born || event.at > life.now) return false
    if ('keeper' in event && event.keeper === 'gp' && !person.practice) return false
    if (died === undefined || event.at <= died) return true
    return event.kind === 'letter' && event.at <= letters
  })
  return { person, events: died === undefined ? events : events.map(closed(died)), died }
}

/** Teams and episodes end with a life, and appointments are not kept. */
const closed =
  (died: number) =>
  (event: LifeEvent): LifeEvent => {
    if (event.kind === 'booking' && event.when > died) return { ...event, status: 'cancelled' }
    if (event.kind === 'team' || event.kind === 'plan') return { ...event, end: event.end ?? died }
    return event
  }

/** Who is in hospital, and where. */
export const inHospital = (of: City): { resident: Resident; stay: Stay }[] =>
  of.people.flatMap((one) => one.events.filter(isOpen).map((stay) => ({ resident: one, stay })))
