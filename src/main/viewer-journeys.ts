/** The journeys that the screens need, given what they need. */
import type { ViewerJourneys } from '#doors'
import {
  declareRelationship,
  findPerson,
  mayDeclare,
  mayFind,
  mayOpen,
  myPatients,
  type Needs,
  noteRefusedSignIn,
  noteSession,
  openDocument,
  openRecord,
  standingPolicy,
  stillPermitted,
} from '#journeys'
import type { Watchers } from '#notice'

export function viewerJourneys(needs: Needs, watchers: Watchers): ViewerJourneys {
  return {
    myPatients: (user) => myPatients(needs, user),
    findPerson: (user, asked) => findPerson(needs, user, asked),
    openRecord: (user, personId, asked) => openRecord(needs, user, personId, asked),
    openDocument: (user, personId, hash) => openDocument(needs, user, personId, hash),
    declare: (user, personId, declared) => declareRelationship(needs, user, personId, declared),
    stillPermitted: (user, personId) => stillPermitted(needs, user, personId),
    watch: (personId, onChanged) => watchers.watch(personId, onChanged),
    mayDeclare: (user) => mayDeclare(user, standingPolicy),
    mayFind: (user) => mayFind(user, standingPolicy),
    mayOpen: (user) => mayOpen(user, standingPolicy),
    signedIn: (user) => noteSession(needs, user, 'sign-in'),
    signedOut: (user) => noteSession(needs, user, 'sign-out'),
    signInRefused: (code) => noteRefusedSignIn(needs, code),
  }
}
