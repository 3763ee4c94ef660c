/** People who are always there, whatever the seed: each shows something a record has to get right. */
import type { Person } from '../people/person.ts'
import { type Crisis, suffer } from '../story/crisis.ts'
import type { Life } from '../story/life.ts'
import { contact, noKnownAllergies } from '../story/surgery.ts'
import { atClock, day, hour } from '../time.ts'
import details from '../words/named.json' with { type: 'json' }
import { childhoodVaccines, tellChild, tellPregnancy } from './beginnings.ts'
import { tellCancer } from './cancer.ts'
import { tellDesmond } from './desmond.ts'
import {
  carePackage,
  decompensation,
  tellDementia,
  tellHeartFailure,
  universalCarePlan,
} from './endings.ts'
import { tellGloria } from './gloria.ts'
import { painCrisis, tellAlcohol, tellSickleCell, withdrawal } from './illnesses.ts'
import { asthma, asthmaAttack, call111, tellCopd } from './lungs.ts'
import { appendicitis, sprain, wellLife } from './ordinary.ts'

export interface Named {
  readonly story: string
  readonly as: Partial<Person>
  readonly tell: (life: Life) => void
}

const tellings: Readonly<Record<keyof typeof details, (life: Life) => void>> = {
  desmond: tellDesmond,
  gloria: tellGloria,
  michael: (life) => {
    tellCopd(life)
    const early = atClock(life.now, 5, 40)
    call111(
      life,
      early < life.now - hour ? early : early - day,
      'Breathlessness',
      'Has rung before about the same. Breathless since midnight, speaking in full sentences, saturation 89% on own probe. Rescue pack not yet started. Advised to start it; community respiratory team asked to visit today.',
    )
  },
  bridget: (life) => {
    tellDementia(life)
    const { events } = life
    const hasPackage = events.some((event) => event.kind === 'plan' && event.keeper !== 'community')
    if (!hasPackage) carePackage(life, life.yearsAgo(1.2))
    const decided = events.some((event) => event.kind === 'plan' && event.keeper === 'community')
    if (!decided) universalCarePlan(life, life.daysAgo(120), false)
    if (!events.some((event) => event.kind === 'allergy')) noKnownAllergies(life, life.yearsAgo(9))
  },
  mehmet: (life) => {
    tellHeartFailure(life)
    suffer(life, decompensation, life.now - 2.3 * day, 'RJ2', { days: 9 })
  },
  hodan: (life) => {
    asthma.tell(life)
    suffer(life, asthmaAttack, atClock(life.daysAgo(9), 2, 15), 'RJ2')
  },
  sofia: (life) => tellPregnancy(life, 31),
  zofia: tellChild,
  liMei: tellCancer,
  piotr: tellAlcohol,
  aminata: (life) => {
    tellSickleCell(life)
    suffer(life, painCrisis, life.now - 3 * hour, 'RJZ', { hours: 7 })
  },
  george: tellGeorge,
  // Twins in all but the given name: the same day, home, practice and telephone.
  hassan: (life) => {
    childhoodVaccines(life, 1)
    contact(
      life,
      life.daysAgo(130),
      'Viral illness',
      'Fever and cough for two days, drinking well.',
    )
  },
  hussein: tellChild,
  josephFather: (life) => {
    wellLife.tell(life)
    contact(life, life.daysAgo(33), 'Hypertension review', 'Home readings 132/80. Continue.')
  },
  josephSon: (life) => {
    wellLife.tell(life)
    suffer(life, sprain, atClock(life.daysAgo(61), 18), 'RJZ')
  },
  // Lewisham still has the name from before the marriage.
  priya: (life) => {
    wellLife.tell(life)
    suffer(life, appendicitis, atClock(life.daysAgo(1290), 15), 'RJ2')
  },
  gary: (life) => {
    const street = { days: 1.6, from: '29', destination: '29' }
    for (const back of [4, 31, 140]) {
      suffer(life, homeless, atClock(life.daysAgo(back), 23), 'RJZ', street)
    }
    suffer(life, homeless, atClock(life.daysAgo(77), 23), 'RJ2', street)
  },
  andres: (life) => {
    suffer(life, sprain, atClock(life.daysAgo(18), 20), 'RJ2')
  },
  yonas: (life) => {
    suffer(life, appendicitis, atClock(life.daysAgo(12), 11), 'RJZ', { from: '29' })
  },
}

const homeless: Crisis = {
  ...withdrawal,
  words: {
    ...withdrawal.words,
    summary:
      'Withdrawal seizure, sleeping rough near Camberwell Green. Reducing regimen of chlordiazepoxide and intravenous Pabrinex. Left before the regimen was complete; has capacity.',
    plan: [
      'Not registered with a practice: homeless health team told.',
      'StreetLink referral made.',
    ],
  },
}

function tellGeorge(life: Life): void {
  tellHeartFailure(life)
  const words = {
    summary:
      'Second admission this year with end stage heart failure. Comfort care from the third day, family present. Died peacefully on the ward.',
    plan: [
      'Medical certificate issued: 1a congestive heart failure, 1b ischaemic heart disease.',
      'Bereavement office has spoken to the family.',
    ],
  }
  const last = { ...decompensation, words }
  const { admission } = suffer(life, last, life.now - 26 * day, 'RJZ', { days: 5.2, died: true })
  life.died = admission?.end
}

export const named: readonly Named[] = Object.entries(tellings).map(([key, tell]) => {
  const { story, as } = details[key as keyof typeof details]
  // JSON says null for what a person does not have: a practice, a number, a telephone.
  const known = Object.fromEntries(
    Object.entries(as).map(([name, value]) => [name, value ?? undefined]),
  )
  return { story, as: known as Partial<Person>, tell }
})
