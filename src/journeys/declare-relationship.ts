/**
 * Where no relationship is known, who is caring for the person may say so, with a reason; or may
 * record that the person agreed. Both hold for a day and for that user only, and count together.
 */
import { areSameWords, declaredBefore, mayDeclare, standingPolicy, type User } from '#access'
import type { Tx } from '#database'
import type { Needs } from './needs.ts'
import { type Declared, type Judged, sayDeclared, whyNotEnough } from './say-declared.ts'

export type { Declared } from './say-declared.ts'

const dayMs = 86_400_000

export function declareRelationship(
  needs: Needs,
  user: User,
  personId: number,
  declared: { readonly reason: string; readonly words: string },
): Promise<Declared> {
  const at = needs.clock.now()
  return sayDeclared(needs, user, {
    kind: 'self-declared',
    action: 'declare-relationship',
    personId,
    ...declared,
    at,
    hours: standingPolicy.declaredHours,
    judge: (tx) => judge(tx, user, personId, declared.words, at),
  })
}

/** The person agreed that this user sees their record: who asked them, and what for. */
export function recordConsent(
  needs: Needs,
  user: User,
  personId: number,
  consent: { readonly askedBy: string; readonly words: string },
): Promise<Declared> {
  const at = needs.clock.now()
  return sayDeclared(needs, user, {
    kind: 'patient-consent',
    action: 'record-consent',
    personId,
    reason: 'person-agreed',
    words: `Asked by ${consent.askedBy.trim()}. ${consent.words}`,
    at,
    hours: standingPolicy.consentHours,
    judge: (tx) =>
      consent.askedBy.trim() === ''
        ? Promise.resolve({ not: 'Say who asked the person.' })
        : judge(tx, user, personId, consent.words, at),
  })
}

async function judge(
  tx: Tx,
  user: User,
  personId: number,
  words: string,
  at: number,
): Promise<Judged> {
  const { declaredTimesDays, declaredTimesMax, declaredPerDayMax } = standingPolicy
  if (!mayDeclare(user, standingPolicy)) {
    return { not: 'Your role may not declare a relationship.' }
  }
  const notEnough = whyNotEnough(words)
  if (notEnough) return { not: notEnough }
  const earlier = await declaredBefore(tx, user.key, at - declaredTimesDays * dayMs)
  if (earlier.filter((one) => one.declaredAt > at - dayMs).length >= declaredPerDayMax) {
    return { not: tooManyToday }
  }
  const ofThem = earlier.filter((one) => one.personId === personId && !one.isExplained)
  if (ofThem.length >= declaredTimesMax) return { not: tooOften }
  const isCopied = earlier.some(
    (one) => one.personId !== personId && areSameWords(lastSaid(one.words), words),
  )
  return { doubts: isCopied ? ['same-words-of-another-person'] : [] }
}

/** Without who asked: that is the same for everybody whom one person asks. */
const lastSaid = (words: string): string => words.replace(/^Asked by [^.]*\. /, '')

const otherwise =
  'If this is urgent, do not wait: telephone the organisations that know the person, or ask a ' +
  'colleague who cares for them to let you see the record.'
const tooManyToday =
  `You have opened ${standingPolicy.declaredPerDayMax} records on your own word within 24 hours, ` +
  `which is as many as one user may. ${otherwise}`
const tooOften =
  `You have said this ${standingPolicy.declaredTimesMax} times, and nothing shows yet that your ` +
  `organisation cares for this person. Ask your privacy officer. ${otherwise}`
