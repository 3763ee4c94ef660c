/**
 * Every question that the screen asks of the server, and nothing else does (contract.ts).
 * Questions are POSTs, so that nothing about a person is ever in a URL.
 */
import type {
  BreakSeal,
  DeclareRelationship,
  ErrorView,
  FindPerson,
  FoundPerson,
  GrantAccess,
  MyPatients,
  PermitView,
  RecordConsent,
  RecordView,
  RefusalView,
  SessionView,
  WhyView,
} from '../../src/doors/viewer/contract.ts'
import { setClock } from '../design/clock.ts'

const patienceMs = 20_000

/** 'replaced': another session has taken its place in this browser (AC-06). */
export type WhyOver = 'over' | 'locked' | 'replaced'

type NotAnswered =
  | { outcome: 'session-ended'; why: WhyOver; demonstration: boolean }
  | { outcome: 'refused'; refusal: RefusalView }
  | { outcome: 'failed'; words: string }
  | { outcome: 'let-go' }
export type Answer<T> = { outcome: 'answered'; body: T } | NotAnswered
export type RecordAnswer =
  | { outcome: 'answered'; record: RecordView; permit: PermitView }
  | { outcome: 'unchanged'; permit: PermitView | undefined }
  | NotAnswered

export function createAsk(whenSessionEnds: (why: WhyOver) => void) {
  let csrf = ''

  async function send(path: string, body: object, signal?: AbortSignal) {
    const limit = AbortSignal.timeout(patienceMs)
    try {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Lcr-Csrf': csrf },
        body: JSON.stringify(body),
        cache: 'no-store',
        credentials: 'same-origin',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
      setClock(response.headers.get('Date'))
      if (response.ok || response.status === 304) return aboutOther(response, body) ?? response
      return await readProblem(response)
    } catch {
      if (signal?.aborted) return letGo
      return failed(
        limit.aborted
          ? 'The London Care Record is taking too long to answer. Try again.'
          : 'The London Care Record cannot be reached. Check the network, then try again.',
      )
    }
  }

  async function readProblem(response: Response): Promise<NotAnswered> {
    const body: unknown = await response.json().catch(() => undefined)
    if (response.status === 401) {
      const why = (body as ErrorView | undefined)?.code === 'locked' ? 'locked' : 'over'
      whenSessionEnds(why)
      const demonstration = (body as { demonstration?: boolean } | undefined)?.demonstration
      return { outcome: 'session-ended', why, demonstration: demonstration === true }
    }
    const view = body as RefusalView | ErrorView | undefined
    if (view?.outcome === 'refused') return { outcome: 'refused', refusal: view }
    return failed(view?.words ?? 'Something went wrong on our side. Try again.')
  }

  async function answer<T>(path: string, body: object, signal?: AbortSignal): Promise<Answer<T>> {
    const response = await send(path, body, signal)
    if (!(response instanceof Response)) return response
    try {
      return { outcome: 'answered', body: (await response.json()) as T }
    } catch {
      return signal?.aborted ? letGo : failed('The answer could not be read. Try again.')
    }
  }

  async function bytes(path: string, body: object, signal?: AbortSignal): Promise<Answer<Blob>> {
    const response = await send(path, body, signal)
    if (!(response instanceof Response)) return response
    try {
      return { outcome: 'answered', body: await response.blob() }
    } catch {
      return signal?.aborted ? letGo : failed('It could not be read. Try again.')
    }
  }

  return {
    /** For questions that are not about one person: the console's. */
    answer,
    bytes,
    /** With `look` it does not count as use. */
    session: async (look = false): Promise<Answer<SessionView>> => {
      const session = await answer<SessionView>('/api/session', look ? { look } : {})
      if (session.outcome !== 'answered') return session
      // Another token is another session: this page goes on in the one in which it began.
      if (csrf !== '' && csrf !== session.body.csrf) {
        whenSessionEnds('replaced')
        return { outcome: 'session-ended', why: 'replaced', demonstration: false }
      }
      csrf = session.body.csrf
      return session
    },
    signOut: () => answer<object>('/sign-out', {}),
    myPatients: (signal: AbortSignal) => answer<MyPatients>('/api/my-patients', {}, signal),
    find: (who: FindPerson) => answer<FoundPerson>('/api/find', who),
    declare: (relationship: DeclareRelationship) => answer<object>('/api/declare', relationship),
    consent: (consent: RecordConsent) => answer<object>('/api/consent', consent),
    breakSeal: (said: BreakSeal) => answer<object>('/api/break-seal', said),
    grant: (granted: GrantAccess) => answer<object>('/api/grant', granted),
    why: (handle: string, signal: AbortSignal) => answer<WhyView>('/api/why', { handle }, signal),

    /** With a version: only if there is a newer one. */
    record: async (
      handle: string,
      version: number | undefined,
      signal: AbortSignal,
    ): Promise<RecordAnswer> => {
      const response = await send('/api/record', { handle, version }, signal)
      if (!(response instanceof Response)) return response
      if (response.headers.get('Lcr-About') !== handle) return failed('Whose it is is missing.')
      const permit = readPermit(response.headers.get('Lcr-Permit'))
      if (response.status === 304) return { outcome: 'unchanged', permit }
      try {
        const record = (await response.json()) as RecordView
        // Without a permit there is no telling when the screen must go blank: fail closed.
        return permit ? { outcome: 'answered', record, permit } : failed('The permit is missing.')
      } catch {
        return signal.aborted ? letGo : failed('The record could not be read. Try again.')
      }
    },

    document: (handle: string, hash: string, signal: AbortSignal) =>
      bytes('/api/document', { handle, hash }, signal),
  }
}
export type Ask = ReturnType<typeof createAsk>

const letGo: NotAnswered = { outcome: 'let-go' }
const failed = (words: string): NotAnswered => ({ outcome: 'failed', words })

/**
 * An answer says whom it is about. One about somebody else than was asked for, whoever mixed them
 * up on the way, is never painted (AT-29).
 */
function aboutOther(response: Response, body: object): NotAnswered | undefined {
  const about = response.headers.get('Lcr-About')
  const asked = (body as { handle?: string }).handle
  if (about === null || about === asked) return undefined
  return failed('The answer was about somebody else, so it is not shown. Try again.')
}

/** base64url of UTF-8 JSON, because a header holds ASCII only and a ward's name may not be. */
function readPermit(header: string | null): PermitView | undefined {
  if (!header) return undefined
  try {
    const binary = atob(header.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes)) as PermitView
  } catch {
    return undefined
  }
}
