/** An objection is weighed: it is upheld, or somebody answers with their name for that it is not. */
import { findObjection, finishTasks, personsBoundTo, sayOfObjection, type User } from '#access'
import type { Tx } from '#database'
import { publishAsking } from '#notice'
import { Failure } from '#vocabulary'
import { asBy, changeRegister } from './keep-register.ts'
import type { Needs } from './needs.ts'
import { restoreShown } from './restore-shown.ts'

export type Verdict =
  | { readonly verdict: 'upheld'; readonly because: string }
  | {
      readonly verdict: 'not-upheld'
      readonly because: string
      /** The most senior professional who cares for the person (NHS guide on objections). */
      readonly seniorProfessional?: string
      /** A date: the person was told, and how to complain. */
      readonly letterSentOn?: string
    }

export async function decideObjection(
  needs: Needs,
  by: User,
  objectionId: string,
  decided: Verdict,
): Promise<void> {
  await changeRegister(needs, by, 'decide-objection', async (tx, at) => {
    const { state } = await mustFind(tx, objectionId)
    if (state !== 'pending') throw alreadySaid
    const because = reasonOf(decided)
    const persons = await personsBoundTo(tx, objectionId)
    await sayOfObjection(tx, objectionId, decided.verdict, asBy(by), because, at)
    await finishTasks(
      tx,
      { objectionId, kind: 'decide-objection' },
      { by, at, outcome: decided.verdict },
    )
    await publishAsking(tx, persons)
    const detail = { objectionId, verdict: decided.verdict }
    return { result: undefined, detail, personIds: persons }
  })
  await restoreShown(needs)
}

function reasonOf(decided: Verdict): string {
  if (decided.because.trim() === '') throw new Failure('invalid', 'no-reason', 'Say why.')
  if (decided.verdict === 'upheld') return decided.because
  const { seniorProfessional = '', letterSentOn = '' } = decided
  if (seniorProfessional.trim() === '' || !/^\d{4}-\d{2}-\d{2}$/.test(letterSentOn)) {
    const words = 'Name the senior professional who weighed it, and the day of the letter.'
    throw new Failure('invalid', 'not-answered', words)
  }
  return `${decided.because} (weighed by ${seniorProfessional}; letter of ${letterSentOn})`
}

/** Throws what a door says of no such objection. */
export async function mustFind(tx: Tx, objectionId: string) {
  const found = /^[0-9a-f-]{36}$/i.test(objectionId)
    ? await findObjection(tx, objectionId)
    : undefined
  if (!found) throw new Failure('unknown', 'no-such-objection', 'There is no such objection.')
  return found
}

export const alreadySaid = new Failure(
  'conflict',
  'objection-has-changed',
  'Something was said of this objection meanwhile: look at it again.',
)
