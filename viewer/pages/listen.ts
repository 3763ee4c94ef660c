/** Hears of changes to one open record (GET /api/changes), and notices when it hears nothing. */
import type { RecordChanged } from '../../src/doors/viewer/contract.ts'

/** The server's heartbeat comes every 15 s: four missed beats are silence. */
const silenceMs = 60_000
const reopenMs = 10_000

interface Listener {
  changed(version: number): void
  closed(): void
  /** The stream could not be kept: the record must be asked for, which says why. */
  lost(): void
  /** Whether anything has been heard within the last minute. */
  hearing(well: boolean): void
}

export function listen(handle: string, listener: Listener): () => void {
  let source: EventSource | undefined
  let silence: ReturnType<typeof setTimeout>
  let reopening: ReturnType<typeof setTimeout>
  let openedBefore = false

  function heard() {
    clearTimeout(silence)
    silence = setTimeout(() => listener.hearing(false), silenceMs)
    listener.hearing(true)
  }

  function open() {
    source = new EventSource(`/api/changes?handle=${encodeURIComponent(handle)}`)
    source.addEventListener('open', () => {
      heard()
      // Something may have changed while nobody was listening.
      if (openedBefore) listener.lost()
      openedBefore = true
    })
    source.addEventListener('heartbeat', heard)
    source.addEventListener('changed', (event: MessageEvent<string>) => {
      heard()
      listener.changed((JSON.parse(event.data) as RecordChanged).version)
    })
    source.addEventListener('closed', () => {
      stop()
      listener.closed()
    })
    source.addEventListener('error', () => {
      // The browser reconnects by itself, except after an answer that is not a stream.
      if (source?.readyState !== EventSource.CLOSED) return
      listener.lost()
      reopening = setTimeout(open, reopenMs)
    })
  }

  function stop() {
    clearTimeout(silence)
    clearTimeout(reopening)
    source?.close()
  }

  silence = setTimeout(() => listener.hearing(false), silenceMs)
  open()
  return stop
}
