/** What a line of the journal says: no name, no words and no number that can be read. */
import { hash } from 'node:crypto'
import { z } from 'zod'
import type { By, NewObjection, ObjectionSaying } from './objection.ts'

export type RegisterChange =
  | { readonly what: 'received'; readonly objection: NewObjection }
  | {
      readonly what: 'said'
      readonly objectionId: string
      readonly saying: ObjectionSaying
      readonly by: By
      /** Epoch ms. */
      readonly at: number
    }
  /** Whom else it hides, and by which numbers else it is known. */
  | {
      readonly what: 'bound'
      readonly objectionId: string
      readonly persons: readonly number[]
      readonly identifiers: readonly Buffer[]
    }
  | { readonly what: 'released'; readonly objectionId: string; readonly personId: number }

const by = z.object({ key: z.string(), name: z.string(), organisation: z.string() })
const identifiers = z.array(z.base64())

const changeSchema = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('received'),
    objectionId: z.uuid(),
    route: z.enum(['desk', 'code', 'import']),
    origin: z.string(),
    recordedOn: z.string().optional(),
    madeBy: z.enum(['person', 'parent', 'attorney', 'deputy', 'not-known']),
    overridable: z.enum(['never', 'lacks-capacity']),
    identifiers,
    persons: z.array(
      z.object({
        personId: z.int(),
        how: z.enum(['chosen', 'identifier', 'merged', 'ambiguous']),
      }),
    ),
    isUpheld: z.boolean(),
    by,
    at: z.int(),
  }),
  z.object({
    what: z.literal('said'),
    objectionId: z.uuid(),
    saying: z.enum([
      'upheld',
      'not-upheld',
      'withdrawn',
      'error-proposed',
      'error-declined',
      'entered-in-error',
    ]),
    by,
    at: z.int(),
  }),
  z.object({
    what: z.literal('bound'),
    objectionId: z.uuid(),
    persons: z.array(z.int()),
    identifiers,
  }),
  z.object({ what: z.literal('released'), objectionId: z.uuid(), personId: z.int() }),
  /** The transaction that wrote these lines committed: only then does anybody become visible. */
  z.object({ what: z.literal('committed'), first: z.int(), last: z.int() }),
  /** Begins a journal: which one it is, and after which number. */
  z.object({ what: z.literal('begun'), journal: z.uuid() }),
])
export type JournalChange = z.infer<typeof changeSchema>

const lineSchema = z.object({
  n: z.int().positive(),
  /** Which key the identifiers are made with: the first bytes of its SHA-256. */
  key: z.string(),
  /** Of the line before. */
  before: z.string(),
  change: changeSchema,
  hash: z.string(),
})
export type JournalLine = z.infer<typeof lineSchema>

/** As it stands in the file: what it says is parsed only when it is asked for. */
export interface SealedLine extends Omit<JournalLine, 'change'> {
  /** JSON. */
  readonly change: string
}

type Last = Pick<JournalLine, 'n' | 'hash'>

const nothingBefore = '0'.repeat(64)

/** `change`: JSON. Whoever reads by lines also ends one at what Unicode calls a separator: none is written. */
export function nextLine(
  last: Last | undefined,
  key: string,
  change: string,
): Last & { readonly text: string } {
  const line = { n: (last?.n ?? 0) + 1, key, before: last?.hash ?? nothingBefore, change }
  const hash = hashOf(line)
  const text = `{"n":${line.n},"key":${JSON.stringify(key)},"before":"${line.before}","change":${change},"hash":"${hash}"}\n`
  return {
    n: line.n,
    hash,
    text: text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'),
  }
}

const asWeWrite =
  /^\{"n":(\d+),"key":"([^"\\]*)","before":"([0-9a-f]{64})","change":(\{.*\}),"hash":"([0-9a-f]{64})"\}$/

/** Undefined when it is no line, or not what it was when it was written. */
export function readLine(text: string): SealedLine | undefined {
  const [, n, key, before, change, hash] = asWeWrite.exec(text) ?? []
  if (hash !== undefined) {
    const line = { n: Number(n), key: key!, before: before!, change: change!, hash }
    if (hashOf(line) === hash) return line
  }
  try {
    const line = lineSchema.parse(JSON.parse(text))
    const sealed = { ...line, change: JSON.stringify(line.change) }
    return hashOf(sealed) === line.hash ? sealed : undefined
  } catch {
    return undefined
  }
}

/** Undefined when a newer program has written it. */
export function openLine({ change, ...line }: SealedLine): JournalLine | undefined {
  const read = changeSchema.safeParse(JSON.parse(change))
  return read.success ? { ...line, change: read.data } : undefined
}

const hashOf = ({ n, key, before, change }: Omit<SealedLine, 'hash'>): string =>
  hash('sha256', `[${n},${JSON.stringify(key)},${JSON.stringify(before)},${change}]`)

export const fingerprintOf = (key: Uint8Array): string => hash('sha256', key, 'hex').slice(0, 16)

/** Words that people said stay in the database alone. */
export function asWritten(change: RegisterChange): JournalChange {
  if (change.what === 'bound') {
    return { ...change, persons: [...change.persons], identifiers: change.identifiers.map(text) }
  }
  if (change.what !== 'received') return change
  const { objectionId, route, origin, recordedOn, madeBy, overridable, by, at } = change.objection
  return {
    what: 'received',
    objectionId,
    route,
    origin,
    ...(recordedOn !== undefined && { recordedOn }),
    madeBy,
    overridable,
    identifiers: change.objection.identifiers.map(text),
    persons: change.objection.persons.map(({ personId, how }) => ({ personId, how })),
    isUpheld: change.objection.upheldBecause !== undefined,
    by: { key: by.key, name: by.name, organisation: by.organisation },
    at,
  }
}

const text = (identifier: Buffer): string => identifier.toString('base64')

/** Makes somebody visible: not done again unless it is known that it was done. */
export const endsSomething = (change: JournalChange): boolean =>
  change.what === 'released' ||
  (change.what === 'said' &&
    ['not-upheld', 'withdrawn', 'entered-in-error'].includes(change.saying))
