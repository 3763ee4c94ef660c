/** Hears of changes to one open record (GET /api/changes), and notices when it hears nothing. */
import type { RecordChanged, RecordClosed } from '../../src/doors/viewer/contract.ts'

/** The server's heartbeat comes every 15 s: four missed beats are silence. */
const silenceMs = 60_000
const lookMs = 2_000
const reopenMs = 10_000

interface Listener {
  changed(version: number): void
  /** The record must leave the screen; why, as far as the user may know. */
  closed(because: RecordClosed): void
  /** The stream could not be kept: the record must be asked for, which says why. */
  lost(): void
  /** Nothing was heard for so long that the person may have objected meanwhile (OO-13). */
  silent(): void
}

export function listen(handle: string, listener: Listener): () => void {
  let source: EventSource | undefined
  let reopening: ReturnType<typeof setTimeout>
  let openedBefore = false
  let heardAt = Date.now()
  const heard = () => {
    heardAt = Date.now()
  }

  // The clock is looked at, again and again: a computer that slept has not waited.
  const look = () => {
    if (Date.now() - heardAt < silenceMs) return
    stop()
    listener.silent()
  }
  const looking = setInterval(look, lookMs)
  document.addEventListener('visibilitychange', look)

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
    source.addEventListener('closed', (event: MessageEvent<string>) => {
      stop()
      listener.closed(read(event.data))
    })
    source.addEventListener('error', () => {
      // The browser reconnects by itself, except after an answer that is not a stream.
      if (source?.readyState !== EventSource.CLOSED) return
      listener.lost()
      reopening = setTimeout(open, reopenMs)
    })
  }

  function stop() {
    clearInterval(looking)
    clearTimeout(reopening)
    document.removeEventListener('visibilitychange', look)
    source?.close()
  }

  open()
  return stop
}

/** Closed is closed, whatever else was said. */
function read(text: string): RecordClosed {
  try {
    return JSON.parse(text) as RecordClosed
  } catch {
    return {}
  }
}
