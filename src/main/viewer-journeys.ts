/** The journeys that the screens need, given what they need. */
import type { ViewerJourneys } from '#doors'
import {
  breakSeal,
  declareRelationship,
  endSessionsByProvider,
  findPerson,
  grantAccess,
  mayDeclare,
  mayFind,
  mayOpen,
  myPatients,
  type Needs,
  noteRefusedSignIn,
  noteSession,
  openDocument,
  openRecord,
  recordConsent,
  standingPolicy,
  watchShown,
  whyCanISee,
  whyNotPermitted,
} from '#journeys'
import type { Watchers } from '#notice'

export function viewerJourneys(needs: Needs, watchers: Watchers): ViewerJourneys {
  return {
    myPatients: (user) => myPatients(needs, user),
    findPerson: (user, asked) => findPerson(needs, user, asked),
    openRecord: (user, personId, asked) => openRecord(needs, user, personId, asked),
    openDocument: (user, personId, hash) => openDocument(needs, user, personId, hash),
    declare: (user, personId, declared) => declareRelationship(needs, user, personId, declared),
    recordConsent: (user, personId, consent) => recordConsent(needs, user, personId, consent),
    breakSeal: (user, personId, said) => breakSeal(needs, user, personId, said),
    grantAccess: (user, personId, granted) => grantAccess(needs, user, personId, granted),
    whyCanISee: (user, personId) => whyCanISee(needs, user, personId),
    whyNotPermitted: (user, personId) => whyNotPermitted(needs, user, personId),
    watch: (personId, onChanged, user) =>
      watchShown(needs, watchers.watch.bind(watchers), user, personId, onChanged),
    mayDeclare: (user) => mayDeclare(user, standingPolicy),
    mayFind: (user) => mayFind(user, standingPolicy),
    mayOpen: (user) => mayOpen(user, standingPolicy),
    signedIn: (user) => noteSession(needs, user, 'sign-in'),
    signedOut: (user) => noteSession(needs, user, 'sign-out'),
    signInRefused: (code) => noteRefusedSignIn(needs, code),
    endedByProvider: (said) => endSessionsByProvider(needs, said),
  }
}
