/** Something goes wrong: the emergency department, perhaps the ward, and what is found. */
import { day, hour, minute } from '../time.ts'
import type { Diagnosis, Stay } from './events.ts'
import { type Admission, admit, attend, letter } from './hospital.ts'
import { type Findings, wardBloods } from './laboratory.ts'
import { type DischargeWords, dischargeSummary, wrap } from './letters.ts'
import type { Life } from './life.ts'

export interface Crisis {
  /** As the triage nurse writes it. */
  readonly reason: string
  readonly diagnoses: readonly Diagnosis[]
  readonly specialty: string
  readonly findings: Findings
  /** Findings when it is getting better. */
  readonly later?: Findings
  /** Nights in hospital; absent: sent home from the emergency department. */
  readonly nights?: readonly [from: number, to: number]
  readonly words: DischargeWords
}

export interface Suffered {
  readonly emergency: Stay
  readonly admission?: Stay
}

export function suffer(
  life: Life,
  crisis: Crisis,
  at: number,
  ods: 'RJZ' | 'RJ2' = life.person.hospital,
  more: Partial<Admission> & { hours?: number } = {},
): Suffered {
  const hours = more.hours ?? life.random.between(3, crisis.nights ? 9 : 5)
  const destination = crisis.nights ? '51' : '19'
  const emergency = attend(life, {
    ods,
    at,
    reason: crisis.reason,
    diagnoses: crisis.diagnoses,
    hours,
    destination,
  })
  wardBloods(life, emergency, at + life.random.between(20, 70) * minute, crisis.findings)
  if (!crisis.nights) {
    goHome(life, emergency, crisis)
    return { emergency }
  }
  const admitted = at + hours * hour
  if (admitted > life.now) return { emergency }
  const { specialty, reason, diagnoses } = crisis
  const days = life.random.between(...crisis.nights) + life.random.between(1, 8) / 24
  const stay = admit(life, { ods, at: admitted, specialty, reason, diagnoses, days, ...more })
  const last = stay.end ?? life.now
  for (let round = 1; round * day < last - admitted && round <= 3; round++) {
    const morning = admitted + round * day - life.random.between(60, 240) * minute
    wardBloods(life, stay, morning, crisis.later ?? crisis.findings, { vary: true })
  }
  dischargeSummary(life, stay, crisis.words)
  return { emergency, admission: stay }
}

function goHome(life: Life, stay: Stay, crisis: Crisis): void {
  if (stay.end === undefined) return
  letter(life, {
    ods: stay.ods,
    at: stay.end + life.random.between(10, 90) * minute,
    type: 'DS',
    title: 'Emergency department attendance summary',
    stay,
    lines: [
      `Attended with: ${stay.reason}`,
      `Diagnosis: ${stay.diagnoses.map(({ text }) => text).join('; ') || 'No abnormality found'}`,
      '',
      ...wrap(crisis.words.summary),
      ...(crisis.words.started?.map((item) => `Started: ${item}`) ?? []),
      '',
      'For the general practitioner',
      ...crisis.words.plan.flatMap((item) => wrap(`- ${item}`)),
      '',
      `${stay.consultant.name}, ${stay.consultant.role}`,
    ],
  })
}
