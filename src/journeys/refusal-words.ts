/**
 * What a user is told who may not open a record. Who has no right to know that there is such a
 * person is told what is told of nobody, to the letter (AC-17); and nobody is told when, why or
 * through whom somebody objected (OO-15), or why a record is sealed (AC-27).
 */
import { contactRoutes, type Refused, standingPolicy } from '#access'
import { Failure } from '#vocabulary'

export interface Refusal {
  readonly outcome: 'refused'
  readonly words: string
  /** The user may open this record by declaring a relationship. */
  readonly mayDeclare: boolean
  /** Why, where the user may know: each is a page of its own. */
  readonly why?: 'objected' | 'sealed' | 'own-record' | 'died' | 'outside-the-launch'
  /** The user may open this record by giving a reason for breaking its seal. */
  readonly mayBreakSeal?: true
  /** Whom to ask instead. */
  readonly contacts?: typeof contactRoutes
}

export const notAvailable: Refusal = {
  outcome: 'refused',
  words: 'This record is not available to you.',
  mayDeclare: false,
}

/**
 * `mayKnow`: the user is related to the person, or might declare it. Rules that broke down are
 * nobody's refusal: a fault, of which the door tells the operator (AC-13).
 */
export function refusalOf(decision: Refused, mayKnow: boolean): Refusal {
  const [reason] = decision.reasons
  if (reason === 'could-not-decide') {
    throw new Failure('fault', reason, 'The rules of access could not be applied.')
  }
  // These two say something of the user, and nothing of anybody else.
  if (reason === 'own-record') return saying(words.ownRecord)
  if (reason === 'outside-the-launch') return saying(words.outside)
  if (reason === 'objected') {
    return decision.mayKnowObjection || mayKnow
      ? saying(words.objected, { contacts: contactRoutes })
      : notAvailable
  }
  if (!mayKnow) return notAvailable
  if (reason === 'sealed') {
    const { mayBreakSeal } = decision
    return saying(words.sealed, mayBreakSeal ? { mayBreakSeal } : {})
  }
  if (reason === 'died-too-long-ago') return saying(words.died)
  return { ...notAvailable, mayDeclare: decision.mayDeclare }
}

const saying = (said: Pick<Refusal, 'why' | 'words'>, more: Partial<Refusal> = {}): Refusal => ({
  outcome: 'refused',
  ...said,
  mayDeclare: false,
  ...more,
})

const words = {
  objected: {
    why: 'objected',
    words:
      'This person has chosen not to share through the London Care Record. Contact the ' +
      'organisations that care for them.',
  },
  sealed: {
    why: 'sealed',
    words: 'This record opens only with a reason, which is looked at afterwards.',
  },
  ownRecord: {
    why: 'own-record',
    words:
      'This is your own record. Nobody opens their own record here: your privacy officer has been ' +
      'told that it was tried.',
  },
  died: {
    why: 'died',
    words:
      `This person died more than ${standingPolicy.afterDeathDays} days ago, and their record is ` +
      'closed. What is said in confidence stays so after death.',
  },
  outside: {
    why: 'outside-the-launch',
    words:
      'You opened the London Care Record from your own system, for one person. To see somebody ' +
      'else, open them there.',
  },
} as const
