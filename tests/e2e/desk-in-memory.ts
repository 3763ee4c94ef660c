/** The desk's journeys without a database, for looking at its pages and for the test of its door. */
import type { RegisterTask } from '#journeys'
import { Failure } from '#vocabulary'
import type {
  DeskJourneys,
  RegisterObjection,
  RegisterPerson,
} from '../../src/doors/viewer/desk-needs.ts'

const day = 86_400_000
export const now = Date.parse('2026-11-22T10:00:00Z')

export const marjorie: RegisterPerson = {
  personId: 41,
  name: { family: 'Okafor', given: 'Marjorie Grace', prefix: 'Mrs' },
  birthDate: '1952-03-14',
  nhsNumber: '9991234519',
  address: '14 Camberwell Grove, London SE5 8JA',
}
const twin: RegisterPerson = {
  personId: 42,
  name: { family: 'Okafor', given: 'Marjorie' },
  birthDate: '1952-03-14',
  nhsNumber: '9991234527',
  address: '2 Peckham Rye, London SE15 4JR',
}
/** What somebody wrote to make a spreadsheet or a browser act (AT-44). */
export const hostile = `=HYPERLINK("http://example.org","x")<img src=x onerror="document.title='run'">`

type Kept = { -readonly [K in keyof RegisterObjection]: RegisterObjection[K] }
type Did = { what: string; by: string } & Record<string, unknown>

const said = (what: string, at: number, by: string, because?: string) => ({
  what,
  at,
  byKey: by,
  by,
  organisation: "King's College Hospital",
  because,
})

function fromConnectCare(): Kept {
  return {
    objectionId: '0199c1d2-1111-7000-8000-000000000001',
    reference: 'OBJ-0000000001',
    state: 'upheld',
    route: 'import',
    origin: 'Connect Care',
    recordedOn: '2019-03-04',
    madeBy: 'not-known',
    words: hostile,
    receivedAt: now - 60 * day,
    history: [
      said('received', now - 60 * day, 'Import of Connect Care'),
      said('upheld', now - 60 * day, 'Import of Connect Care', 'Decided by the register before us'),
    ],
    persons: [
      { ...marjorie, how: 'ambiguous', since: now - 60 * day },
      { ...twin, how: 'ambiguous', since: now - 60 * day },
    ],
  }
}

export function deskInMemory() {
  const did: Did[] = []
  const objections = new Map<string, Kept>()
  const first = fromConnectCare()
  objections.set(first.objectionId, first)
  let isSuspended = false
  const find = (objectionId: string): Kept => {
    const found = objections.get(objectionId)
    if (!found) throw new Failure('unknown', 'unknown-objection', 'There is none like this.')
    return found
  }
  const add = (one: Kept, line: RegisterObjection['history'][0]) => {
    one.history = [...one.history, line]
  }
  const task = (more: Partial<RegisterTask> & { taskId: number }): RegisterTask => ({
    kind: 'decide-objection',
    words: 'An objection was recorded at the desk.',
    raisedAt: now - day,
    urgency: 'waiting',
    daysWaited: 1,
    ...more,
  })
  const journeys: DeskJourneys = {
    contact: { email: 'desk@nhs.example', telephone: '020 7946 0000' },
    mayKeepObjections: ({ activities }) => activities.includes('LCR-LOCAL-OBJECTIONS'),
    mayGuard: ({ activities }) => activities.includes('B0016'),
    findForRegister: async (_user, { nhsNumber }) =>
      [marjorie, twin].find((one) => one.nhsNumber === nhsNumber),
    async recordObjection(user, asked) {
      const objectionId = crypto.randomUUID()
      const reference = `OBJ-${objectionId.slice(-10).toUpperCase()}`
      did.push({ what: 'record', by: user.name, ...asked })
      objections.set(objectionId, {
        objectionId,
        reference,
        state: 'pending',
        route: 'desk',
        origin: user.organisationName,
        recordedOn: '2026-11-22',
        madeBy: asked.madeBy,
        words: asked.words,
        identityCheck: asked.identityCheck,
        receivedAt: now,
        dueAt: now + 30 * day,
        history: [said('received', now, user.name)],
        persons: asked.personId === undefined ? [] : [{ ...marjorie, how: 'chosen', since: now }],
      })
      return { objectionId, reference }
    },
    objectionsOf: async (_user, personId) =>
      [...objections.values()].filter((one) => one.persons.some((p) => p.personId === personId)),
    showObjection: async (_user, objectionId) => objections.get(objectionId),
    async decideObjection(user, objectionId, decided) {
      const one = find(objectionId)
      one.state = decided.verdict
      add(one, said(decided.verdict, now, user.name, decided.because))
      did.push({ what: 'decide', by: user.name, ...decided })
    },
    async withdrawObjection(user, objectionId, { because, identityCheck, saidBy }) {
      const one = find(objectionId)
      if (saidBy === 'parent' && one.madeBy !== 'parent') {
        throw new Failure('refused', 'not-theirs', 'Ask the person themselves.')
      }
      one.state = 'withdrawn'
      add(one, said('withdrawn', now, user.name, because))
      did.push({ what: 'withdraw', by: user.name, identityCheck, saidBy })
    },
    async proposeError(user, objectionId, because) {
      const line = said('error-proposed', now, user.name, because)
      add(find(objectionId), { ...line, byKey: user.key })
    },
    async answerError(user, objectionId, { isError, because }) {
      const one = find(objectionId)
      if (one.history.at(-1)?.byKey === user.key) throw new Failure('refused', 'same-user', '')
      if (isError) one.state = 'entered-in-error'
      add(one, said(isError ? 'entered-in-error' : 'error-declined', now, user.name, because))
    },
    async releasePerson(user, { objectionId, personId, because }) {
      const one = find(objectionId)
      one.persons = one.persons.map((p) =>
        p.personId === personId ? { ...p, releasedAt: now } : p,
      )
      did.push({ what: 'release', by: user.name, personId, because })
    },
    hiddenDocumentsOf: async () => [
      { reference: 'DOC-0A1B2C3D4E', hiddenAt: now, hiddenBy: 'Ines Duarte', because: hostile },
    ],
    async hideDocument(user, asked) {
      did.push({ what: 'hide-document', by: user.name, ...asked })
    },
    async showDocumentAgain(user, asked) {
      did.push({ what: 'show-document', by: user.name, ...asked })
    },
    objectionTasks: async (_user, { open }) =>
      open
        ? [
            task({
              taskId: 1,
              objectionId: first.objectionId,
              personId: 41,
              dueAt: now + 29 * day,
            }),
            task({
              taskId: 2,
              kind: 'decide-import-row',
              words: 'A line of Connect Care may mean two people.',
              raisedAt: now - 60 * day,
              daysWaited: 60,
              objectionId: first.objectionId,
              detail: { register: 'Connect Care', line: 214, personIds: [41, 42] },
            }),
            task({
              taskId: 3,
              dueAt: now - day,
              raisedAt: now - 32 * day,
              urgency: 'overdue',
              daysWaited: 32,
            }),
            task({ taskId: 4, dueAt: now + 2 * day, urgency: 'escalate', daysWaited: 28 }),
            task({ taskId: 5, dueAt: now + 8 * day, urgency: 'remind', daysWaited: 22 }),
            task({ taskId: 6, kind: 'code-removed', words: 'A practice no longer says it.' }),
          ]
        : [],
    async doTask(user, taskId, outcome) {
      did.push({ what: 'task', by: user.name, taskId, outcome })
    },
    registerReckoning: async () => ({
      inForce: 12_408,
      personsHidden: 12_090,
      byRoute: {
        desk: { inForce: 395, lastDay: 3, lastWeek: 21 },
        code: { inForce: 0, lastDay: 0, lastWeek: 0 },
        import: { inForce: 12_013, lastDay: 0, lastWeek: 0 },
      },
      oldestUndecidedDays: 32,
      openTasks: 60,
      messagesKeptOut: 40_112,
      byOrigin: [
        { origin: 'Connect Care', count: 9_812 },
        { origin: 'Local Care Record', count: 2_201 },
        { origin: 'Desks', count: 395 },
      ],
      unmatched: 318,
      undecided: [
        { age: 'under 20 days', count: 14 },
        { age: '20 to 27 days', count: 3 },
        { age: '28 days or more', count: 1 },
      ],
    }),
    importReckonings: async () => [
      {
        importId: 3,
        register: 'Connect Care',
        owner: 'Lewisham and Greenwich NHS Trust (invented)',
        asOf: '2026-09-20',
        promised: 'Not even in an emergency.',
        signOff: { name: 'Amara Cole', role: 'Caldicott Guardian', on: '2026-09-21' },
        fileHash: 'a'.repeat(64),
        importedAt: now - 60 * day,
        importedBy: 'Operator',
        rows: 10_000,
        results: [
          { result: 'matched', words: 'Found here, and hidden', rows: 9_256 },
          { result: 'held-unmatched', words: 'Not found here, and kept', rows: 318 },
          { result: 'duplicate-of', words: 'Of a person who is in another row', rows: 426 },
          { result: 'withdrawn', words: 'Withdrawn in the earlier register', rows: 0 },
        ],
        categories: [
          { result: 'matched', reason: 'number', words: 'Found by the NHS number.', rows: 9_214 },
          { result: 'matched', reason: 'several', words: 'Up to five can be meant.', rows: 42 },
          { result: 'held-unmatched', reason: 'never-seen', words: 'Nobody here.', rows: 318 },
          { result: 'duplicate-of', reason: 'same-person', words: 'Another row.', rows: 426 },
        ],
        oddities: [{ words: 'An NHS number was written with other characters.', rows: 12 }],
        foundSince: 7,
      },
    ],
    showImportRows: async () => [
      { line: 214, recordedOn: '2019-03-04', objectionId: first.objectionId, raw: hostile },
    ],
    suspensions: async () => [
      {
        suspensionId: '0199c1d2-2222-7000-8000-000000000001',
        fromAt: now + day,
        untilAt: now + 90 * day,
        kinds: ['emergency', 'inpatient'],
        instrument: 'Control of Patient Information notice 2026 (invented)',
        notice: 'Until 20 February 2027, emergency staff can see the records of everyone.',
        proposedByKey: 'key-of-tom',
        proposedBy: 'Tom Achebe',
        proposedAt: now - day,
        ...(isSuspended && { approvedBy: 'Ines Duarte', approvedAt: now }),
      },
    ],
    async proposeSuspension(user, proposed) {
      did.push({ what: 'propose', by: user.name, ...proposed })
    },
    async approveSuspension(user, suspensionId) {
      isSuspended = true
      did.push({ what: 'approve', by: user.name, suspensionId })
    },
    async endSuspension(user, suspensionId) {
      did.push({ what: 'end', by: user.name, suspensionId })
    },
    declarationsToReview: async () => [
      {
        declarationId: 7,
        kind: 'self-declared',
        reference: 'LOOK-00000007',
        at: now - 2 * day,
        byKey: 'https://issuer.example|910000000101',
        by: 'Dr Adaeze Okonkwo',
        organisation: "King's College Hospital",
        reason: 'emergency',
        words: hostile,
        doubts: ['same-words-of-another-person'],
        escalatesAt: now + 5 * day,
        person: marjorie,
      },
      {
        declarationId: 5,
        kind: 'seal-break',
        reference: 'LOOK-00000005',
        at: now - 12 * day,
        byKey: 'https://issuer.example|910000000102',
        by: 'Dr Sunil Perera',
        organisation: 'Goose Green Surgery (invented)',
        reason: 'safeguarding',
        words: 'The school nurse rang about a bruise.',
        escalatesAt: now - 5 * day,
        explanation: 'A referral came since.',
        doubts: [],
        person: twin,
      },
    ],
    async reviewDeclaration(user, declarationId, { outcome, words }) {
      did.push({ what: 'review', by: user.name, declarationId, outcome, words })
    },
    staffTasks: async (_user, { open }) =>
      open
        ? [
            task({
              taskId: 9,
              kind: 'own-record',
              words: 'A member of staff tried to open their own record.',
              personId: 41,
              detail: { reference: 'D-0000000A', by: 'Dr Sunil Perera', userKey: 'x|910000000102' },
            }),
          ]
        : [],
    async doStaffTask(user, taskId, outcome) {
      did.push({ what: 'staff-task', by: user.name, taskId, outcome })
    },
    async findToGuard(_user, { nhsNumber }) {
      return nhsNumber === marjorie.nhsNumber ? { ...marjorie, hidesWhereabouts: false } : undefined
    },
    async guardPerson(user, personId, { because, untilAt }) {
      did.push({ what: 'guard', by: user.name, personId, because, untilAt })
    },
    async unguardPerson(user, personId, said) {
      did.push({ what: 'unguard', by: user.name, personId, ...said })
    },
    disabledUsers: async () => [
      {
        userKey: 'https://issuer.example|910000000999',
        since: now - day,
        because: 'Left the trust',
      },
    ],
    async disableUser(user, userKey, because) {
      did.push({ what: 'disable', by: user.name, userKey, because })
    },
    async enableUser(user, userKey, because) {
      did.push({ what: 'enable', by: user.name, userKey, because })
    },
  }
  return { journeys, did, objections, first }
}
