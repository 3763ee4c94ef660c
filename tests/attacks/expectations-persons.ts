/**
 * What every route that is about one person answers: each role by each kind of person. The words
 * are those of shapes.ts. A row that is not written is that of `others`.
 */
import { guardOf, type Kind, kinds, objectionTo, reasonFor, type Somebody } from './cast.ts'
import { bornOn, type SignedIn } from './product.ts'
import type { Caller } from './roles.ts'

export interface OfPersons {
  /** The person's place in what is asked, as the server would name them to who asks. */
  readonly body: (of: Somebody, who: SignedIn | undefined) => unknown
  /** By GET with this query, not by POST with the body. */
  readonly query?: (of: Somebody, who: SignedIn | undefined) => string
  readonly answers: Table
  /** It changes something: with people of its own, whose records are then asked for again. */
  readonly thenRecord?: Table
  /** And their letters. */
  readonly thenDocument?: Table
}

type Table = Readonly<Partial<Record<Caller | 'others', Readonly<Record<Kind, string>>>>>

/** Rows as text: the first line names the kinds, each other line a caller and its answers. */
function table(text: string): Table {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  if (head.join() !== kinds.join()) throw new Error(`The columns are ${kinds.join(' ')}.`)
  return Object.fromEntries(
    rows.map(([caller = '', ...shapes]) => {
      if (shapes.length !== kinds.length) throw new Error(`The row of ${caller} is too short.`)
      return [caller, Object.fromEntries(kinds.map((kind, at) => [kind, shapes[at]]))]
    }),
  )
}

export const answerOf = (of: Table, caller: Caller, kind: Kind): string => {
  const isStranger = caller === 'nobody' || caller === 'operator' || caller === 'feed'
  const row = of[caller] ?? (isStranger ? undefined : of.others)
  return row?.[kind] ?? 'sign-in'
}

const handleOf = ({ personId }: Somebody, who?: SignedIn): string => who?.handle(personId) ?? 'x'
const bare = (of: Somebody, who?: SignedIn) => ({ handle: handleOf(of, who) })
const documentNamed = (of: Somebody, who?: SignedIn) => ({
  ...bare(of, who),
  reference: `DOC-${of.hash.slice(0, 10).toUpperCase()}`,
  because: 'It tells of somebody else',
})
const born = ({ nhsNumber }: Somebody) => ({ nhsNumber, birthDate: bornOn })

const record = table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record opens    may-declare  objected  seal     opens     seal         may-declare
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`)
const opensNoMore = table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record objected objected     objected  objected objected  objected     may-declare
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`)
const document = table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   unknown    letter   unknown      unknown   unknown  letter    unknown      unknown
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`)
/** Nobody's at all. */
const noDocument = table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`)
const because = 'Because it is asked in a test'

const reading: Readonly<Record<string, OfPersons>> = {
  'POST /api/record': { body: bare, answers: record },
  'POST /api/document': {
    body: (of, who) => ({ ...bare(of, who), hash: of.hash }),
    answers: document,
  },
  'POST /api/why': {
    body: bare,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record why      may-declare  objected  seal     why       seal         may-declare
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
  },
  'GET /api/changes': {
    body: bare,
    query: (of, who) => `handle=${handleOf(of, who)}`,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   unknown    stream   unknown      unknown   unknown  stream    unknown      unknown
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
  },
  'POST /api/find': {
    body: born,
    answers: table(`
              own              related  unrelated     objected       guarded      unsealed whereabouts  unknown
  clinician   found-own-record found    found-declare found-objected found-sealed found    found-sealed nobody
  clerk       found-no         found-no nobody        found-no       found-no     found-no found-no     nobody
  others      nobody           nobody   nobody        nobody         nobody       nobody   nobody       nobody
`),
  },
  'POST /api/desk/find': {
    body: born,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      found      found    found        found     found    found     found        json         
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
  },
  'POST /api/desk/person': {
    body: bare,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      json       json     json         opens     json     json      json         json
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
  },
  'POST /api/desk/documents': {
    body: bare,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      json       json     json         json      json     json      json         json
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
  },
  'POST /api/desk/guarded': {
    body: born,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  officer     found      found    found        found     found    found     found        json         
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
  },
  'POST /api/desk/release': {
    body: (of, who) => ({
      ...bare(of, who),
      objectionId: '00000000-0000-4000-8000-000000000000',
      because,
    }),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
  },
}

const acts: Readonly<Record<string, OfPersons>> = {
  'POST /api/declare': {
    body: (of, who) => reasonFor(handleOf(of, who)),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   done       done     done         done      done     done      done         done
  others      refused    refused  refused      refused   refused  refused   refused      refused
`),
    thenRecord: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record opens    opens        objected  seal     opens     seal         no
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
  },
  'POST /api/consent': {
    body: (of, who) => ({
      handle: handleOf(of, who),
      askedBy: 'Sister Amara Nwosu',
      words: 'They agreed at the bedside this morning',
    }),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   done       done     done         done      done     done      done         done
  others      refused    refused  refused      refused   refused  refused   refused      refused
`),
    thenRecord: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record opens    opens        objected  seal     opens     seal         no
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
  },
  'POST /api/break-seal': {
    body: (of, who) => reasonFor(handleOf(of, who)),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   refused    refused  no           refused   done     done      done         no
  reader      refused    no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
    thenRecord: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record opens    may-declare  objected  opens    opens     opens        may-declare
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
  },
  'POST /api/grant': {
    body: (of, who) => ({
      ...reasonFor(handleOf(of, who), 'joint-care'),
      colleague: '910000000123',
    }),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   refused    done     refused      refused   refused  done      refused      refused
  others      refused    refused  refused      refused   refused  refused   refused      refused
`),
    thenRecord: record,
  },
  'POST /api/desk/guard': {
    body: (of, who) => guardOf(handleOf(of, who)),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  officer     done       done     done         done      done     done      done         done
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
    thenRecord: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record seal     may-declare  objected  seal     opens     seal         may-declare
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
  },
  'POST /api/desk/unguard': {
    body: (of, who) => ({ ...bare(of, who), because, kind: 'guarded' }),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  officer     done       done     done         done      done     done      done         done
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
    thenRecord: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  clinician   own-record opens    may-declare  objected  opens    opens     seal         may-declare
  reader      own-record no       no           no        no       no        no           no
  others      no         no       no           no        no       no        no           no
`),
  },
  'POST /api/desk/documents/hide': {
    body: documentNamed,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      done       done     done         done      done     done      done         409-no-such-document
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
    thenRecord: record,
    thenDocument: noDocument,
  },
  'POST /api/desk/documents/show': {
    body: documentNamed,
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      done       409-no-such-document 409-no-such-document 409-no-such-document 409-no-such-document 409-no-such-document 409-no-such-document 409-no-such-document
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
    thenRecord: record,
    thenDocument: document,
  },
  'POST /api/desk/record': {
    body: (of, who) => objectionTo(handleOf(of, who)),
    answers: table(`
              own        related  unrelated    objected  guarded  unsealed  whereabouts  unknown
  keeper      json       json     json         json      json     json      json         unknown
  others      unknown    unknown  unknown      unknown   unknown  unknown   unknown      unknown
`),
    thenRecord: opensNoMore,
  },
}

export const personExpectations: Readonly<Record<string, OfPersons>> = { ...reading, ...acts }

/** Who is on the list of the clinician, and on nobody else's. */
export const listed: Readonly<Record<Kind, boolean>> = {
  own: false,
  related: true,
  unrelated: false,
  objected: false,
  guarded: false,
  unsealed: true,
  whereabouts: false,
  unknown: false,
}

/** What the console and the command line say of a message that is about such a person. */
export const messageAbout: Readonly<Record<Exclude<Kind, 'unknown'>, string>> = {
  own: 'json',
  related: 'json',
  unrelated: 'json',
  objected: '403-refused',
  guarded: 'json',
  unsealed: 'json',
  whereabouts: 'json',
}
