/**
 * Keeps one person's record open: asks, listens, asks again before the permit ends, and goes
 * blank when it may not be shown. Everything here belongs to one handle; what arrives after the
 * page has turned to another is let go (HZ-01).
 */
import type {
  PatientLine,
  PermitView,
  RecordView,
  RefusalView,
} from '../../src/doors/viewer/contract.ts'
import { now } from '../design/clock.ts'
import { type Changes, whatChanged } from '../sections/changes.ts'
import type { Ask, RecordAnswer } from './ask.ts'
import { listen } from './listen.ts'

export interface Opened {
  readonly phase: 'open'
  readonly record: RecordView
  readonly permit: PermitView
  /** What came while the record was open; absent until something does. */
  readonly changes?: Changes
  /** The screen may be behind: the last question was not answered. */
  readonly behind: boolean
}
export type RecordState =
  | { readonly phase: 'opening' }
  | Opened
  | {
      readonly phase: 'refused'
      readonly refusal: RefusalView
      /** The record was on the screen until now. */
      readonly isTaken: boolean
    }
  | { readonly phase: 'blank'; readonly words: string }

/** Ask for the next permit this long before the last one ends, or at half time if it is short. */
const aheadMs = 30_000
const retryMs = 10_000

export function openRecord(ask: Ask, line: PatientLine, show: (state: RecordState) => void) {
  let state: RecordState = { phase: 'opening' }
  let asking = new AbortController()
  let deaf: (() => void) | undefined
  let renewal: ReturnType<typeof setTimeout>
  let end: ReturnType<typeof setTimeout>
  let over = false

  function set(next: RecordState) {
    if (over) return
    state = next
    show(next)
  }

  function goBlank(next: RecordState) {
    stopWaiting()
    set(next)
  }

  function stopWaiting() {
    asking.abort()
    deaf?.()
    deaf = undefined
    clearTimeout(renewal)
    clearTimeout(end)
  }

  async function renew(whole = false) {
    if (over) return
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    clearTimeout(renewal)
    const version = state.phase === 'open' && !whole ? state.record.version : undefined
    const answer = await ask.record(line.handle, version, signal)
    if (!over && !signal.aborted) take(answer)
  }

  function take(answer: RecordAnswer) {
    if (answer.outcome === 'answered') return takeRecord(answer.record, answer.permit)
    if (answer.outcome === 'unchanged' && state.phase === 'open') {
      if (answer.permit) return keepUntil({ ...state, permit: answer.permit, behind: false })
      return void renew(true)
    }
    if (answer.outcome === 'refused') return refuse(answer.refusal)
    if (answer.outcome !== 'failed') return
    if (state.phase !== 'open') return goBlank({ phase: 'blank', words: answer.words })
    set({ ...state, behind: true })
    renewal = setTimeout(() => void renew(), retryMs)
  }

  function takeRecord(record: RecordView, permit: PermitView) {
    if (isSomebodyElse(record, line, state)) return goBlank({ phase: 'blank', words: somebodyElse })
    const before = state.phase === 'open' ? state : undefined
    const changes =
      before && before.record.version !== record.version
        ? whatChanged(before.record, record, before.changes)
        : before?.changes
    keepUntil({ phase: 'open', record, permit, changes, behind: false })
    deaf ??= listen(line.handle, {
      changed: (version) => {
        if (state.phase === 'open' && version > state.record.version) void renew()
      },
      closed: ({ refusal }) =>
        refusal ? refuse(refusal) : goBlank({ phase: 'blank', words: closed }),
      lost: () => void renew(),
      silent: () => goBlank({ phase: 'blank', words: silent }),
    })
  }

  function refuse(refusal: RefusalView) {
    goBlank({ phase: 'refused', refusal, isTaken: state.phase === 'open' })
  }

  function keepUntil(next: Opened) {
    set(next)
    clearTimeout(renewal)
    clearTimeout(end)
    const left = Date.parse(next.permit.until) - now()
    // A permit that is over already would ask without pause: wait a second at least.
    renewal = setTimeout(renewIfSeen, Math.max(left - aheadMs, left / 2, 1_000))
    end = setTimeout(() => goBlank({ phase: 'blank', words: permitOver }), Math.max(left, 2_000))
  }

  function renewIfSeen() {
    if (document.visibilityState === 'visible') void renew()
  }

  function whenSeen() {
    if (document.visibilityState !== 'visible' || state.phase !== 'open') return
    if (Date.parse(state.permit.until) - now() < aheadMs) void renew()
  }

  document.addEventListener('visibilitychange', whenSeen)
  void renew()
  return {
    again() {
      set({ phase: 'opening' })
      void renew()
    },
    close() {
      over = true
      stopWaiting()
      document.removeEventListener('visibilitychange', whenSeen)
    },
  }
}

/** Chosen by one NHS number and answered with another: nothing may be shown (promise 1). */
function isSomebodyElse(record: RecordView, line: PatientLine, state: RecordState): boolean {
  const shown = state.phase === 'open' ? state.record.person.nhsNumber : undefined
  const expected = shown ?? line.nhsNumber
  const answered = record.person.nhsNumber
  return expected !== undefined && answered !== undefined && expected !== answered
}

const somebodyElse =
  'The record that came has another NHS number than the person you chose, so it is not shown. ' +
  'Go back, check who you are looking for, and choose again.'
const closed =
  'Your permission to see this record has ended, or it changed. The record has been taken off the ' +
  'screen. If you are still caring for this person, open it again.'
const silent =
  'Nothing has been heard from the London Care Record for a minute, so it cannot be told whether ' +
  'this record may still be shown. It has been taken off the screen. Check the network, and open ' +
  'it again.'
const permitOver =
  'This record was taken off the screen because nobody was looking at it, or because the London ' +
  'Care Record could not be reached. Open it again to see it as it is now.'
