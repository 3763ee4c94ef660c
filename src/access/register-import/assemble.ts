/** From what was made of each row: the objections that they are, and what becomes of each row. */
import { nhsNumberSystem } from '#vocabulary'
import type { By, NewObjection } from '../register/objection.ts'
import { identifierHash } from '../register/register-key.ts'
import type { NewTask } from '../register/tasks.ts'
import { honouredWords } from './honoured.ts'
import type { Manifest } from './manifest.ts'
import { candidatesMax, type MatchedRow } from './match.ts'
import { type ImportReason, resultOf } from './reckoning.ts'
import type { RecognisedRow, RegisterRow } from './register-row.ts'
import type { Sifted } from './sift.ts'
import type { ReckonedRow } from './store.ts'

export interface Assembled {
  readonly rows: readonly ReckonedRow[]
  readonly objections: readonly NewObjection[]
  readonly named: readonly { readonly row: RegisterRow; readonly objectionId: string }[]
  readonly tasks: readonly NewTask[]
}

export interface Circumstances {
  readonly manifest: Manifest
  readonly key: Uint8Array
  readonly by: By
  /** Epoch ms. */
  readonly at: number
  /** A new UUID version 7. */
  readonly newId: () => string
}

/** `matched`: by the index of each row that is news. */
export function assemble(
  recognised: readonly RecognisedRow[],
  sifted: readonly Sifted[],
  matched: ReadonlyMap<number, MatchedRow>,
  circumstances: Circumstances,
): Assembled {
  const { manifest, at } = circumstances
  const ids = new Map([...matched.keys()].map((index) => [index, circumstances.newId()]))
  const idOf = (of: number | string): string | undefined =>
    typeof of === 'string' ? of : ids.get(of)
  const objections: NewObjection[] = []
  const named: { row: RegisterRow; objectionId: string }[] = []
  const tasks: NewTask[] = []
  const rows = recognised.map((one, index): ReckonedRow => {
    const found = sifted[index]!
    const become = (reason: ImportReason, objectionId: string | undefined): ReckonedRow => ({
      ...one,
      result: resultOf(reason),
      reason,
      objectionId,
    })
    if (found.is === 'duplicate') return become(found.reason, idOf(found.of))
    if (found.is === 'withdrawn') {
      if (found.of) tasks.push(withdrawnElsewhere(manifest, one.row, found.of, at))
      return become(found.reason, found.of)
    }
    const match = matched.get(index)!
    const objectionId = ids.get(index)!
    objections.push(objectionOf(match, objectionId, found.recordedOn, circumstances))
    if (match.mayMeanByName) named.push({ row: one.row, objectionId })
    if (match.needsDecision) tasks.push(toDecide(manifest, match, objectionId, at))
    return become(match.reason, objectionId)
  })
  return { rows, objections, named, tasks }
}

function objectionOf(
  { row, persons }: MatchedRow,
  objectionId: string,
  recordedOn: string | undefined,
  { manifest, key, by, at }: Circumstances,
): NewObjection {
  // A number that fails its check digit is kept too: whoever wrote it so once may do so again.
  const number = row.nhsNumber ?? row.wrongNumber
  const { signOff } = manifest
  return {
    objectionId,
    route: 'import',
    origin: manifest.register,
    ...(recordedOn && { recordedOn }),
    madeBy: row.madeBy,
    overridable: manifest.emergency.overridable,
    identifiers: number ? [identifierHash(key, nhsNumberSystem, number)] : [],
    persons,
    by,
    at,
    upheldBecause: `It is ${honouredWords(manifest.register, recordedOn)}; signed off by ${signOff.name}, ${signOff.role}, on ${signOff.on}`,
  }
}

function toDecide(
  manifest: Manifest,
  { row, persons, reason }: MatchedRow,
  objectionId: string,
  at: number,
): NewTask {
  const from = `Line ${row.line} of the file of ${manifest.register}`
  const words =
    reason === 'unreadable'
      ? `${from} could not be read as a row: read it, and say whom it means.`
      : reason === 'too-many'
        ? `${from} can mean more than ${candidatesMax} people, and hides none of them: decide whom it means.`
        : `${from} can mean ${persons.length === 1 ? 'somebody' : `${persons.length} people`}, hidden until you decide whom it means.`
  return { kind: 'decide-import-row', words, objectionId, at, once: `import ${objectionId}` }
}

const withdrawnElsewhere = (
  manifest: Manifest,
  row: RegisterRow,
  objectionId: string,
  at: number,
): NewTask => ({
  kind: 'withdrawn-elsewhere',
  words: `${manifest.register} says in line ${row.line} of its file that this objection was withdrawn there. It stays in force: ask the person.`,
  objectionId,
  at,
  once: `withdrawn-elsewhere ${objectionId}`,
})
