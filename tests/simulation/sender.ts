/**
 * A sender as they are: it sends the next message when the last was answered (or a few ahead),
 * sends again after AE, after silence and after a broken connection, and never after AA or AR.
 */
import type { Random } from '../../london/random.ts'
import { Frames, frame } from '../../src/doors/mllp/frames.ts'
import { MemorySocket } from './memory-socket.ts'
import type { DoorProcess } from './server-process.ts'
import type { Owner, World } from './world.ts'

export interface Answer {
  readonly code: string
  /** MSA-2. */
  readonly control: string
  /** MSH-10 of the acknowledgement. */
  readonly own: string
}

export interface Sent {
  readonly feed: string
  readonly bytes: Buffer
  readonly control: string
}

export interface Habits {
  readonly unansweredMax: number
  /** Never reads what it is told. */
  readonly isDeaf: boolean
  /** Closes its side after each message and waits for the answer. */
  readonly halfCloses: boolean
  /** Breaks off now and then, wherever it is. */
  readonly breaks: () => boolean
  /** Sends what was acknowledged once more. */
  readonly repeats: () => boolean
}

export interface SenderNeeds {
  readonly world: World
  readonly random: Random
  readonly habits: Habits
  readonly door: () => DoorProcess | undefined
  readonly isCalm: () => boolean
}

const silenceMs = 30_000
const againMs = 700

export class Sender {
  readonly name: string
  readonly #of: SenderNeeds
  readonly #waiting: Sent[]
  /** Sent and not answered, in order. */
  #unanswered: Sent[] = []
  #line: Line | undefined
  readonly answered: { sent: Sent; answer: Answer }[] = []
  readonly wrong: string[] = []

  constructor(name: string, messages: readonly Sent[], of: SenderNeeds) {
    this.name = name
    this.#of = of
    this.#waiting = [...messages]
    this.#dialSoon(of.random.between(0, 300))
  }

  get isDone(): boolean {
    return this.#waiting.length === 0 && this.#unanswered.length === 0
  }

  /** Says no more and waits for nothing. */
  giveUp(): void {
    this.#waiting.length = 0
    this.#unanswered = []
    this.#line?.breakOff()
  }

  #dialSoon(afterMs: number): void {
    this.#of.world.offer(`${this.name} dials`, () => this.#dial(), { afterMs })
  }

  #dial(): void {
    if (this.isDone) return
    const process = this.#of.door()
    const line = new Line(
      this.name,
      this.#of,
      (answer) => this.#hear(line, answer),
      () => this.#lost(line),
    )
    if (!process || !line.open(process)) {
      this.#dialSoon(againMs)
      return
    }
    this.#line = line
    this.#speak(line)
  }

  /** What was not acknowledged is sent again, before anything new. */
  #lost(line: Line): void {
    if (this.#line !== line) return
    this.#line = undefined
    this.#waiting.unshift(...this.#unanswered)
    this.#unanswered = []
    if (!this.isDone) this.#dialSoon(againMs)
  }

  /** The process died: what it had not read or said is lost. */
  dropped(process: Owner): void {
    if (this.#line?.process === process) this.#line.drop()
  }

  #speak(line: Line): void {
    const { world, habits, isCalm } = this.#of
    while (
      this.#line === line &&
      this.#waiting.length > 0 &&
      this.#unanswered.length < habits.unansweredMax
    ) {
      const next = this.#waiting.shift()!
      this.#unanswered.push(next)
      world.note(`${this.name} sends ${next.control}`)
      line.write(frame(next.bytes))
      if (this.#line !== line) return
      world.offer(
        `${this.name} waits for ${next.control}`,
        () => {
          if (this.#line === line && this.#unanswered.includes(next)) line.breakOff()
        },
        { afterMs: silenceMs },
      )
      if (habits.halfCloses && !isCalm()) {
        line.end()
        return
      }
    }
  }

  #hear(line: Line, answer: Answer): void {
    if (this.#line !== line) return
    const sent = this.#unanswered[0]
    this.#of.world.note(`${this.name} hears ${answer.code} ${answer.control}`)
    if (!sent || sent.control !== answer.control) {
      this.wrong.push(`${this.name} was answered ${answer.code} for ${answer.control} out of turn`)
      line.breakOff()
      return
    }
    this.#unanswered.shift()
    this.answered.push({ sent, answer })
    if (answer.code === 'AE') {
      // What was sent after it stays after it: the connection begins anew.
      this.#unanswered.unshift(sent)
      line.breakOff()
      return
    }
    if (this.#of.habits.repeats() && !this.#of.isCalm()) this.#waiting.unshift(sent)
    this.#speak(line)
  }
}

/** One connection, in pieces of any size in both directions. */
class Line {
  readonly #name: string
  readonly #of: SenderNeeds
  readonly #frames = new Frames(1_000_000)
  readonly #hear: (answer: Answer) => void
  readonly #lost: () => void
  readonly #out = {}
  readonly #in = {}
  readonly socket: MemorySocket
  process: DoorProcess | undefined
  #isOver = false

  constructor(name: string, of: SenderNeeds, hear: (answer: Answer) => void, lost: () => void) {
    this.#name = name
    this.#of = of
    this.#hear = hear
    this.#lost = lost
    this.socket = new MemorySocket({
      write: (bytes, taken) => this.#arrive(bytes, taken),
      end: () => this.#come('is told the end', () => this.#over()),
      closed: () => this.#come('is cut off', () => this.#over()),
    })
  }

  open(process: DoorProcess): boolean {
    this.process = process
    return this.#of.world.as(process, () => process.accept(this.socket))
  }

  write(bytes: Buffer): void {
    const { random, habits, isCalm } = this.#of
    for (let at = 0; at < bytes.length; ) {
      const isWhole = random.chance(0.6)
      const end = isWhole ? bytes.length : Math.min(bytes.length, at + random.between(1, 200))
      const piece = bytes.subarray(at, end)
      this.#go(`brings ${piece.length} bytes`, () => this.socket.arrive(piece))
      at = end
      if (!isCalm() && habits.breaks()) {
        this.breakOff()
        return
      }
    }
  }

  end(): void {
    this.#go('closes its side', () => this.socket.arriveEnd())
  }

  /** Gone, whatever was on its way. */
  breakOff(): void {
    this.#go('breaks off', () => this.socket.reset())
    this.#over()
  }

  #go(what: string, run: () => void): void {
    const { world } = this.#of
    world.offer(`${this.#name} ${what}`, run, { owner: this.process!, lane: this.#out })
  }

  #come(what: string, run: () => void): void {
    this.#of.world.offer(`${this.#name} ${what}`, run, { lane: this.#in })
  }

  #arrive(bytes: Buffer, taken: () => void): void {
    if (this.#of.habits.isDeaf && !this.#of.isCalm()) return
    const process = this.process!
    this.#come(`gets ${bytes.length} bytes`, () => {
      if (!process.isDead) this.#of.world.as(process, taken)
      if (this.#isOver) return
      for (const message of this.#frames.push(bytes)) this.#hear(readAnswer(message))
    })
  }

  /** The process at the other end died. */
  drop(): void {
    this.#come('finds nobody there', () => this.#over())
  }

  #over(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#lost()
  }
}

function readAnswer(message: Buffer): Answer {
  const lines = message.toString('latin1').split('\r')
  const msa = lines.find((line) => line.startsWith('MSA'))?.split('|') ?? []
  return { code: msa[1] ?? '', control: msa[2] ?? '', own: lines[0]!.split('|')[9] ?? '' }
}
