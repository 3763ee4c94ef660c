/**
 * What every route answers to every role. A route that the product registers and that stands
 * neither here nor in expectations-persons.ts fails the matrix: nothing new is open by default.
 */
import type { Caller } from './roles.ts'

export interface Expected {
  /** Where the address of the route has parameters or a wildcard. */
  readonly path?: string
  /** As whoever may would send it; everybody else sends it too. */
  readonly body?: unknown
  /** For whom it is there; absent: it answers everybody alike. */
  readonly may?: readonly Caller[]
  /** What they are answered to an empty body. */
  readonly empty?: string
  /** It ends what it is asked with: each caller comes in a session of their own. */
  readonly ends?: true
  readonly answers: Readonly<Record<Caller, string>>
}

type Answers = Partial<Record<Caller, string>>
const callers: readonly Caller[] = [
  'nobody',
  'clinician',
  'reader',
  'clerk',
  'engineer',
  'keeper',
  'officer',
  'receptionist',
  'operator',
  'feed',
]
const answers = (rest: string, some: Answers = {}): Expected['answers'] =>
  Object.fromEntries(callers.map((caller) => [caller, some[caller] ?? rest])) as never

const anybody = (shape: string, path?: string): Expected => ({
  ...(path && { path }),
  answers: answers(shape),
})
/** Of the API: a proof or a token of another door is no session. */
const strangers = { nobody: 'sign-in', operator: 'sign-in', feed: 'sign-in' }
const inSession = (shape: string, some: Answers = {}, body: unknown = {}): Expected => ({
  body,
  answers: answers(shape, { ...strangers, ...some }),
})
/** There is nothing there for anybody else (AC-17, AC-29). */
const onlyFor =
  (...roles: Caller[]) =>
  (shape: string, body: unknown = {}, empty = '400-invalid'): Expected => ({
    body,
    may: roles,
    empty,
    answers: answers('unknown', {
      ...strangers,
      ...Object.fromEntries(roles.map((role) => [role, shape])),
    }),
  })
const engineers = onlyFor('engineer')
const keepers = onlyFor('keeper')
const officers = onlyFor('officer')
const deskers = onlyFor('keeper', 'officer')
const operators = (shape: string, body?: unknown, empty = '400-invalid'): Expected => ({
  ...(body !== undefined && { body }),
  may: ['operator'],
  empty,
  answers: answers('401-not-the-operator', { operator: shape }),
})
/** What does not belong at its address, so that nothing is kept of it. */
const feeds = (body: object, path?: string): Expected => ({
  ...(path && { path }),
  body,
  may: ['feed'],
  answers: answers('401 outcome', { feed: '400 outcome' }),
})

const page = anybody('200 text/html')
const noSuchId = '00000000-0000-4000-8000-000000000000'
const because = 'Because it is asked in a test'
const check = { seen: ['passport'], told: ['address'] }
const nobodyKey = 'https://issuer.example|910000000999'

const doors: Readonly<Record<string, Expected>> = {
  'POST /oauth2/token': anybody('400 json'),
  'GET /fhir/metadata': anybody('json'),
  'GET /fhir/.well-known/smart-configuration': anybody('json'),
  'POST /fhir': feeds({ resourceType: 'Patient' }),
  'POST /fhir/:type': feeds({ resourceType: 'Observation' }, '/fhir/Patient'),
  'PUT /fhir/:type/:id': feeds({ resourceType: 'Patient', id: '2' }, '/fhir/Patient/1'),

  'GET /operator/messages': operators('json'),
  'POST /operator/messages/search': operators('json', { selection: {} }),
  'POST /operator/messages/replay': operators('json', {
    selection: { messageIds: [999_999] },
    because,
    check: true,
  }),
  'POST /operator/messages/dismiss': operators('json', { messageIds: [999_999], because }),
  'GET /operator/disabled-users': operators('json'),
  'POST /operator/disable-user': operators('json', { userKey: nobodyKey, because }),
  'POST /operator/enable-user': operators('json', { userKey: nobodyKey, because }),
  'POST /operator/register-staff': operators('400-not-an-nhs-number', {
    userKey: nobodyKey,
    nhsNumber: '1',
  }),
  'GET /operator/register': operators('json'),
  'POST /operator/register/accept': operators('400-invalid', { because: 'short' }),
  'GET /operator/canaries': operators('json'),
  'POST /operator/canaries/look': operators('json'),
  'POST /operator/canaries/plant': operators('unknown', { feeds: ['nobody'] }, 'json'),
  'POST /operator/canaries/remove': operators('json', { feed: 'nobody' }, 'json'),
  'POST /operator/canaries/reopen': operators('400-invalid', {
    channel: 'search',
    because: 'short',
  }),
  'POST /operator/objections/import': operators('400-invalid', {}),
  'GET /operator/objections/codes': operators('json'),
  'GET /operator/objections/imports': operators('json'),
  'GET /operator/set-aside': operators('json'),
  'GET /operator/merges': operators('json'),
  'POST /operator/merges/confirm': operators('json', { mergeId: 999_999 }),
  'POST /operator/merges/undo': operators('json', { mergeId: 999_999 }),
  'GET /operator/feeds': operators('json'),
  'POST /operator/feeds': operators('400-invalid', {}),
  'GET /operator/profiles': operators('json'),
  'POST /operator/profiles': operators('400-invalid', {}),
  'GET /operator/senders': operators('json'),
  'POST /operator/senders': operators('400-invalid', {}),
  'POST /operator/senders/end': operators('json', { senderId: 999_999 }),
}

const pages: Readonly<Record<string, Expected>> = {
  'GET /about': page,
  'GET /about/who-shares': page,
  'GET /about/who-can-see-it': page,
  'GET /about/your-choices': page,
  'GET /about/questions': page,
  'GET /about/film': page,
  'GET /about/easy-read': page,
  'GET /about/leaflet': page,
  'GET /about/leaflet-large-print': page,
  'GET /about/notice': page,
  'GET /about/privacy': page,
  'GET /about/accessibility': page,
  'GET /about/help-for-staff': page,
  'GET /about/*': anybody('404 text/html', '/about/operator'),
  'GET /about/': anybody('redirect'),
  'GET /about/public.css': anybody('200 text/css'),
  'GET /about/icon.svg': anybody('200 image/svg+xml'),
  'GET /about/film.vtt': anybody('200 text/vtt'),
  'GET /about/film.svg': anybody('200 image/svg+xml'),
  'GET /robots.txt': anybody('200 text/plain'),
  'GET /sitemap.xml': anybody('200 application/xml'),
  'GET /.well-known/security.txt': anybody('404 text/html'),
  'GET /': page,
  // One route for each file of the built screen.
  'GET /assets/*.js': anybody('200 application/javascript'),
  'GET /assets/*.css': anybody('200 text/css'),
}

/** Both of the demonstration; in production neither starts. */
const demonstration: Readonly<Record<string, Expected>> = {
  'GET /demonstration-sign-in/page.css': anybody('200 text/css'),
  'GET /demonstration-sign-in/choose/:uid': anybody(
    '200 text/html',
    '/demonstration-sign-in/choose/1',
  ),
  'POST /demonstration-sign-in/choose/:uid': anybody(
    '400 text/html',
    '/demonstration-sign-in/choose/1',
  ),
  'GET /demonstration-sign-in/*': anybody('404 text/plain', '/demonstration-sign-in/nothing'),
  'POST /demonstration-sign-in/*': anybody('404 text/plain', '/demonstration-sign-in/nothing'),
  'GET /demonstration/ehr/page.css': anybody('200 text/css'),
  'GET /demonstration/ehr': page,
  'POST /demonstration/ehr/open': anybody('400 text/html'),
  'GET /demonstration/ehr/signed-in/:uid': anybody('400 json', '/demonstration/ehr/signed-in/1'),
  'GET /demonstration/ehr/fhir/.well-known/smart-configuration': anybody('json'),
  'GET /demonstration/ehr/fhir/Patient/:id': anybody('401 ', '/demonstration/ehr/fhir/Patient/1'),
  'GET /demonstration/ehr/fhir/Practitioner/:id': anybody(
    '401 ',
    '/demonstration/ehr/fhir/Practitioner/1',
  ),
  'GET /demonstration/ehr/auth': anybody('400 text/html'),
  'GET /demonstration/ehr/auth/:uid': anybody('400 text/html', '/demonstration/ehr/auth/1'),
  'GET /demonstration/ehr/jwks': anybody('200 application/jwk-set+json'),
  'POST /demonstration/ehr/token': anybody('400 json'),
}

const signIn: Readonly<Record<string, Expected>> = {
  'GET /sign-in/page.css': anybody('200 text/css'),
  'GET /sign-in': anybody('redirect'),
  'GET /sign-in/with/national': anybody('redirect'),
  'GET /sign-in/callback': anybody('403 text/html'),
  'GET /sign-in/role': anybody('redirect'),
  'POST /sign-in/role': anybody('redirect'),
  'POST /sign-in/back-channel-logout': anybody('400 json'),
  'GET /signed-out': page,
  'GET /launch': anybody('403 text/html'),
  'GET /launch/callback': anybody('403 text/html'),
  'GET /launch/arrived': anybody('403 text/html'),
  'POST /launch/token': anybody('403 text/html'),
  'POST /sign-out': { ends: true, ...inSession('done') },
  'POST /api/sign-out': { ends: true, ...inSession('done') },
  'POST /api/session': inSession('json'),
}

const api: Readonly<Record<string, Expected>> = {
  'POST /api/console/feeds': engineers('json', {}, 'json'),
  'POST /api/console/messages': engineers('json', {}, 'json'),
  'POST /api/console/replay': engineers('json', { messageIds: [999_999], because, check: true }),
  'POST /api/console/dismiss': engineers('json', { messageIds: [999_999], because }),
  'POST /api/console/merges': engineers('json', {}, 'json'),
  'POST /api/console/merges/undo': engineers('json', { mergeId: 999_999 }),
  'POST /api/console/merges/confirm': engineers('json', { mergeId: 999_999 }),

  'POST /api/desk/objection': keepers('unknown', { objectionId: noSuchId }),
  'POST /api/desk/decide': keepers('unknown', {
    objectionId: noSuchId,
    verdict: 'upheld',
    because,
  }),
  'POST /api/desk/withdraw': keepers('unknown', {
    objectionId: noSuchId,
    check,
    saidBy: 'person',
    words: because,
  }),
  'POST /api/desk/error/propose': keepers('unknown', { objectionId: noSuchId, because }),
  'POST /api/desk/error/answer': keepers('unknown', {
    objectionId: noSuchId,
    isError: true,
    because,
  }),
  'POST /api/desk/tasks': keepers('json', { open: true }),
  'POST /api/desk/tasks/do': keepers('409-task-is-done', { taskId: 999_999, outcome: because }),
  'POST /api/desk/figures': keepers('json', {}, 'json'),
  'POST /api/desk/imports': keepers('json', {}, 'json'),
  'POST /api/desk/imports/rows': keepers('json', { importId: 999_999, reason: 'x' }),
  'POST /api/desk/reviews': officers('json', {}, 'json'),
  'POST /api/desk/reviews/review': officers('409-no-such-declaration', {
    declarationId: 999_999,
    outcome: 'explained',
    words: because,
  }),
  'POST /api/desk/staff-tasks': officers('json', { open: true }),
  'POST /api/desk/staff-tasks/do': officers('409-task-is-done', {
    taskId: 999_999,
    outcome: because,
  }),
  'POST /api/desk/accounts': officers('json', {}, 'json'),
  'POST /api/desk/accounts/disable': officers('done', { userKey: nobodyKey, because }),
  'POST /api/desk/accounts/enable': officers('done', { userKey: nobodyKey, because }),
  'POST /api/desk/suspensions': deskers('json', {}, 'json'),
  'POST /api/desk/suspensions/propose': deskers('400-invalid', { kinds: [] }),
  'POST /api/desk/suspensions/approve': deskers('403-needs-another', { suspensionId: noSuchId }),
  'POST /api/desk/suspensions/end': deskers('409-suspension-is-over', { suspensionId: noSuchId }),
}

export const expectations: Readonly<Record<string, Expected>> = {
  ...doors,
  ...pages,
  ...demonstration,
  ...signIn,
  ...api,
}
