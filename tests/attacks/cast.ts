/** The people whom the attacks are about: one of each kind, all with a ward stay and a letter. */
import { createHash } from 'node:crypto'
import { hl7Time } from '../journeys/fixtures/care.ts'
import { admission } from '../journeys/fixtures/messages.ts'
import type { Product, SignedIn } from './product.ts'

/**
 * To the clinician of King's: `own` is themselves, `unsealed` is guarded and the clinician has
 * given a reason, `unknown` is nobody at all.
 */
export const kinds = [
  'own',
  'related',
  'unrelated',
  'objected',
  'guarded',
  'unsealed',
  'whereabouts',
  'unknown',
] as const
export type Kind = (typeof kinds)[number]

export interface Somebody {
  readonly personId: number
  readonly nhsNumber: string
  readonly mrn: string
  /** Of their letter. */
  readonly hash: string
}
export type Cast = Readonly<Record<Kind, Somebody>>

export interface Staff {
  readonly clinician: SignedIn
  readonly keeper: SignedIn
  readonly officer: SignedIn
  /** Of everybody whose own record it would be. */
  readonly userKeys: readonly string[]
}

const hour = 3_600_000
let last = 0

/** Of the range that is never given to anybody (999…). */
export function nextNhsNumber(): string {
  for (;;) {
    last++
    const nine = `999${String(last).padStart(6, '0')}`
    const sum = [...nine].reduce((all, digit, at) => all + Number(digit) * (10 - at), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

/**
 * Invents, admits and writes a letter about one of each kind, and does to each what makes it so,
 * as many times as asked: who is themselves is the same in all.
 */
export async function invite(product: Product, staff: Staff, casts = 1): Promise<Cast[]> {
  const named = (kind: Kind) => ({ kind, nhsNumber: nextNhsNumber(), mrn: `7${last}` })
  const own = named('own')
  const all = Array.from({ length: casts }, () =>
    kinds.map((kind) => (kind === 'own' ? own : named(kind))),
  )
  const present = new Set(all.flat().filter(({ kind }) => kind !== 'unknown'))
  await product.send(...[...present].flatMap(messagesOf))
  for (const userKey of staff.userKeys) {
    await product.operator('/register-staff', { userKey, nhsNumber: own.nhsNumber })
  }
  const casted: Cast[] = []
  for (const one of all) {
    const cast: Partial<Record<Kind, Somebody>> = {}
    for (const who of one) cast[who.kind] = await somebody(product, who)
    await makeSo(product, staff, cast as Cast)
    casted.push(cast as Cast)
  }
  return casted
}

interface Named {
  readonly kind: Kind
  readonly nhsNumber: string
  readonly mrn: string
}

/** Numbers that no person will have begin here. */
const nobodies = 987_000_000

async function somebody(product: Product, { kind, nhsNumber, mrn }: Named): Promise<Somebody> {
  if (kind === 'unknown')
    return { personId: nobodies + Number(mrn), nhsNumber, mrn, hash: 'a'.repeat(64) }
  const personId = await product.personOf(`${facilityOf(kind)}/MRN`, mrn)
  const hash = createHash('sha256').update(letterOf(mrn)).digest('hex')
  return { personId, nhsNumber, mrn, hash }
}

async function makeSo(product: Product, staff: Staff, cast: Cast): Promise<void> {
  const { clinician, keeper, officer } = staff
  const does = async (path: string, who: SignedIn, body: object) => {
    const answer = await product.post(`/api/${path}`, body, who)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  }
  await does('desk/record', keeper, objectionTo(keeper.handle(cast.objected.personId)))
  for (const { personId } of [cast.guarded, cast.unsealed]) {
    await does('desk/guard', officer, guardOf(officer.handle(personId)))
  }
  await does('break-seal', clinician, reasonFor(clinician.handle(cast.unsealed.personId)))
}

export const objectionTo = (handle: string): object => ({
  handle,
  madeBy: 'person',
  check: { seen: ['passport'], told: ['address'] },
  words: 'I do not want this.',
  explained: true,
})
export const guardOf = (handle: string): object => ({
  handle,
  because: 'Named in a newspaper',
  untilOn: new Date(Date.now() + 90 * 24 * hour).toISOString().slice(0, 10),
})
export const reasonFor = (handle: string, reason = 'direct-care'): object => ({
  handle,
  reason,
  words: 'On my ward round, asked about the potassium result',
})

const facilityOf = (kind: Kind): string => (kind === 'unrelated' ? 'RJ1' : 'RJZ')

function messagesOf({ kind, nhsNumber, mrn }: Named): string[] {
  const now = Date.now()
  const facility = facilityOf(kind)
  const stay = admission({
    control: `S${mrn}`,
    mrn,
    nhs: nhsNumber,
    family: `CANARY${letters(mrn)}`,
    given: 'ROBIN',
    facility,
    at: hl7Time(now - hour),
    admitted: hl7Time(now - hour),
    ...(kind === 'whereabouts' && { vip: 'S' }),
  })
  const letter = [
    `MSH|^~\\&|PAS|${facility}|LCR|LCR|${hl7Time(now)}||ORU^R01|L${mrn}|P|2.4`,
    `PID|1||${mrn}^^^${facility}^MR`,
    `OBR|1||${mrn}|HIST^Histology|||${hl7Time(now - hour)}|||||||||||||||${hl7Time(now)}||SP|F`,
    `OBX|1|ED|PDF^Report||LAB^AP^PDF^Base64^${letterOf(mrn).toString('base64')}||||||F`,
  ].join('\n')
  return [stay, letter]
}

const letterOf = (mrn: string): Buffer => Buffer.from(`%PDF-1.4\nThe letter about ${mrn}\n%%EOF\n`)

/** Names have letters only. */
const letters = (digits: string): string =>
  [...digits].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('')
