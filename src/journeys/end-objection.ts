/**
 * An objection ends: who made it takes it back, or two people agree that it was entered in error.
 * What is stored is told again; what was objected to before is asked for from its sources (OO-20).
 */
import {
  finishTasks,
  isInForce,
  type KeptObjection,
  type MadeBy,
  personsBoundTo,
  raiseTask,
  sayOfObjection,
  type User,
} from '#access'
import type { Tx } from '#database'
import { publishAsking } from '#notice'
import { Failure } from '#vocabulary'
import { alreadySaid, mustFind } from './decide-objection.ts'
import { asBy, changeRegister } from './keep-register.ts'
import type { Needs } from './needs.ts'
import { restoreShown } from './restore-shown.ts'

export interface Withdrawal {
  readonly what: 'withdrawn'
  /** The person's own words. */
  readonly because: string
  readonly identityCheck: string
  /** Who takes it back; absent: who made it, themselves. */
  readonly saidBy?: MadeBy
}

export async function endObjection(
  needs: Needs,
  by: User,
  objectionId: string,
  said: Withdrawal,
): Promise<void> {
  await changeRegister(needs, by, 'end-objection', async (tx, at) => {
    const objection = await mustFind(tx, objectionId)
    if (!isInForce(objection.state)) throw alreadySaid
    if (said.identityCheck.trim() === '' || said.because.trim() === '') {
      const words = 'Say what the person said, and how it was made sure who they are.'
      throw new Failure('invalid', 'identity-not-checked', words)
    }
    assertMayTakeBack(objection, said.saidBy ?? objection.madeBy)
    const because = `${said.because} (${said.identityCheck})`
    return end(tx, by, objectionId, { saying: 'withdrawn', because, at })
  })
  await restoreShown(needs)
}

/** What somebody who can decide for themselves has said, no parent takes back (OO-21, AC-25). */
function assertMayTakeBack({ madeBy }: KeptObjection, saidBy: MadeBy): void {
  if (saidBy !== 'parent' || madeBy === 'parent') return
  const words = 'A parent can take back only what a parent said. Ask the person themselves.'
  throw new Failure('refused', 'not-theirs-to-take-back', words)
}

/** It ends only when another agrees (OO-25). */
export async function proposeError(
  needs: Needs,
  by: User,
  objectionId: string,
  because: string,
): Promise<void> {
  await changeRegister(needs, by, 'end-objection', async (tx, at) => {
    const objection = await mustFind(tx, objectionId)
    if (!isInForce(objection.state) || proposalOf(objection)) throw alreadySaid
    if (because.trim() === '') throw new Failure('invalid', 'no-reason', 'Say why.')
    await sayOfObjection(tx, objectionId, 'error-proposed', asBy(by), because, at)
    await raiseTask(tx, {
      kind: 'confirm-error',
      objectionId,
      at,
      words: `${by.name} says that objection ${objection.reference} was entered in error: somebody else must confirm it.`,
      once: `confirm-error ${objectionId} ${at}`,
    })
    return { result: undefined, detail: { objectionId, what: 'error-proposed' } }
  })
}

export async function confirmError(
  needs: Needs,
  by: User,
  objectionId: string,
  said: { readonly isError: boolean; readonly because: string },
): Promise<void> {
  await changeRegister(needs, by, 'end-objection', async (tx, at) => {
    const objection = await mustFind(tx, objectionId)
    const proposal = proposalOf(objection)
    if (!isInForce(objection.state) || !proposal) throw alreadySaid
    if (proposal.byKey === by.key) {
      throw new Failure('refused', 'needs-another', 'Somebody else must confirm what you proposed.')
    }
    if (said.isError) {
      return end(tx, by, objectionId, { saying: 'entered-in-error', because: said.because, at })
    }
    await sayOfObjection(tx, objectionId, 'error-declined', asBy(by), said.because, at)
    await finishTasks(
      tx,
      { objectionId, kind: 'confirm-error' },
      { by, at, outcome: 'error-declined' },
    )
    return { result: undefined, detail: { objectionId, what: 'error-declined' } }
  })
  await restoreShown(needs)
}

/** The proposal that nobody has answered yet. */
function proposalOf({ history }: KeptObjection): KeptObjection['history'][number] | undefined {
  const last = history.findLast(({ what }) => what.startsWith('error-'))
  return last?.what === 'error-proposed' ? last : undefined
}

async function end(
  tx: Tx,
  by: User,
  objectionId: string,
  {
    saying,
    because,
    at,
  }: { saying: 'withdrawn' | 'entered-in-error'; because: string; at: number },
) {
  const persons = await personsBoundTo(tx, objectionId)
  await sayOfObjection(tx, objectionId, saying, asBy(by), because, at)
  await finishTasks(tx, { objectionId }, { by, at, outcome: saying })
  await publishAsking(tx, persons)
  return { result: undefined, detail: { objectionId, what: saying }, personIds: persons }
}
