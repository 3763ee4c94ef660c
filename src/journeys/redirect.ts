/**
 * Whose what was said now is, out of everything that was said of some source patients: what their
 * sender moved goes with the visit or account, what it deleted is not shown, and what named no
 * visit is put to the one that it can be about. Pure: no order of arrival shows.
 */
import type { Belongings } from '#identity'
import type { Filing } from '#record'
import { type Placed, placeUnnumbered, renamedVisit } from '#sources'
import type { SourcePatientKey, Statement } from '#vocabulary'
import { newestRelatives, restricted } from './redirect-relatives.ts'

export interface PlacedKey {
  readonly sourcePatientId: number
  readonly personId: number
  readonly key: SourcePatientKey
}

export interface Redirected {
  readonly filings: readonly Filing[]
  /** Movements of which nobody can tell to which visit they belong, by message. */
  readonly unplaced: readonly number[]
}

/** One statement on its way. */
export interface Piece {
  readonly filing: Filing
  readonly statement: Statement
  readonly ownerId: number
}

/** `filings`: all that is said of these patients, in the order in which it came. */
export function redirect(
  filings: readonly Filing[],
  belongings: Belongings,
  patients: readonly PlacedKey[],
): Redirected {
  const said = filings.flatMap((filing) =>
    filing.statements.map(
      (statement): Piece => ({ filing, statement, ownerId: filing.sourcePatientId }),
    ),
  )
  const moved = move(said, belongings).filter((one) => !belongings.withdrawn.has(one.ownerId))
  const { pieces, unplaced } = toVisits(newestRelatives(moved))
  const byId = new Map(patients.map((one) => [one.sourcePatientId, one]))
  const labelled = pieces.map((piece) =>
    belongings.sensitive.has(piece.ownerId)
      ? { ...piece, statement: restricted(piece.statement) }
      : piece,
  )
  return { filings: regrouped(labelled, byId), unplaced }
}

/** What stays with the patient whatever is moved. */
const ofThePatient = new Set(['Patient', 'RelatedPerson'])

/** What was said until it was moved goes along, through one move after the other. */
function move(said: readonly Piece[], { moves }: Belongings): readonly Piece[] {
  if (moves.length === 0) return said
  const accounts = accountsOfVisits(said)
  return said.map((piece) => {
    let { ownerId, statement } = piece
    let names = (statement.belongsTo ?? []).flatMap((name) => [
      name,
      ...(accounts.get(`${ownerId} ${name}`) ?? []),
    ])
    for (const { fromId, toId, what, as, eventTime } of moves) {
      if (ownerId !== fromId || statement.eventTime > eventTime) continue
      if (what === undefined ? ofThePatient.has(statement.kind) : !names.includes(what)) continue
      ownerId = toId
      if (what === undefined || as === undefined) continue
      names = names.map((name) => (name === what ? as : name))
      statement = renamedVisit(statement, what, as)
    }
    return { ...piece, statement, ownerId }
  })
}

/** A result names the visit alone: what says both says to which account the visit belongs. */
function accountsOfVisits(said: readonly Piece[]): Map<string, Set<string>> {
  const accounts = new Map<string, Set<string>>()
  for (const { statement, ownerId } of said) {
    const visit = statement.belongsTo?.find((name) => name.startsWith('visit:'))
    const account = statement.belongsTo?.find((name) => name.startsWith('account:'))
    if (!visit || !account) continue
    const known = accounts.get(`${ownerId} ${visit}`) ?? new Set()
    accounts.set(`${ownerId} ${visit}`, known.add(account))
  }
  return accounts
}

function toVisits(pieces: readonly Piece[]): { pieces: Piece[]; unplaced: number[] } {
  const placed = new Map<number, Placed>()
  for (const [ownerId, own] of Map.groupBy(pieces, (one) => one.ownerId)) {
    placed.set(ownerId, placeUnnumbered(own.map((one) => one.statement)))
  }
  const unclear = new Set([...placed.values()].flatMap((one) => one.unclear))
  return {
    pieces: pieces.flatMap((piece) => {
      if (unclear.has(piece.statement)) return []
      const sourceId = placed.get(piece.ownerId)?.visitOf.get(piece.statement)
      if (sourceId === undefined) return [piece]
      return [{ ...piece, statement: { ...piece.statement, sourceId } }]
    }),
    unplaced: [
      ...new Set(
        pieces.filter((one) => unclear.has(one.statement)).map((one) => one.filing.messageId),
      ),
    ],
  }
}

/** Each message's statements together again, by whose they now are. */
function regrouped(pieces: readonly Piece[], patients: ReadonlyMap<number, PlacedKey>): Filing[] {
  const filings: { filing: Filing; ownerId: number; statements: Statement[] }[] = []
  for (const { filing, ownerId, statement } of pieces) {
    const last = filings.at(-1)
    if (last?.filing === filing && last.ownerId === ownerId) last.statements.push(statement)
    else filings.push({ filing, ownerId, statements: [statement] })
  }
  return filings.flatMap(({ filing, ownerId, statements }) => {
    const owner = patients.get(ownerId)
    if (!owner) return []
    const { sourcePatientId, personId, key } = owner
    return [{ ...filing, sourcePatientId, personId, patient: key, statements }]
  })
}
