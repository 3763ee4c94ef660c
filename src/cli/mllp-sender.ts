/** One connection of a sender: a message, its acknowledgement, the next message. */
import { createConnection, type Socket } from 'node:net'
import { Frames, frame } from '#doors'
import { peek } from '#sources'

/** 'not sent': there was no connection to send it over. */
export type Answered = 'AA' | 'AE' | 'AR' | 'no answer' | 'not sent'

export interface Receiver {
  readonly host: string
  readonly port: number
  readonly timeoutMs: number
}

const answerBytesMax = 1024 * 1024

export class MllpSender {
  readonly #receiver: Receiver
  #socket: Socket | undefined
  #isConnected = false
  #heard: ((frame: Buffer | undefined) => void) | undefined

  constructor(receiver: Receiver) {
    this.#receiver = receiver
  }

  /** After anything but the answer to this message the connection is closed: none can be mixed up. */
  async send(message: Buffer): Promise<Answered> {
    const answer = await this.#exchange(message)
    const answered = answer && readAnswer(answer)
    const controlId = peek(message)?.controlId ?? ''
    if (answered && answered.controlId === controlId) return answered.code
    const wasConnected = this.#isConnected
    this.close()
    return wasConnected ? 'no answer' : 'not sent'
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #exchange(message: Buffer): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const done = (answer: Buffer | undefined) => {
        clearTimeout(timer)
        this.#heard = undefined
        resolve(answer)
      }
      const timer = setTimeout(() => done(undefined), this.#receiver.timeoutMs)
      this.#heard = done
      this.#socket ??= this.#connect()
      this.#socket.write(frame(message))
    })
  }

  #connect(): Socket {
    const { host, port } = this.#receiver
    const frames = new Frames(answerBytesMax)
    const socket = createConnection({ host, port, noDelay: true })
    this.#isConnected = false
    socket.once('connect', () => {
      this.#isConnected = true
    })
    const gone = () => {
      socket.destroy()
      if (this.#socket !== socket) return
      this.#socket = undefined
      this.#heard?.(undefined)
    }
    socket.on('error', gone).on('close', gone).on('end', gone)
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const answer of frames.push(chunk)) this.#heard?.(answer)
      } catch {
        gone()
      }
    })
    return socket
  }
}

/** MSA-1 and MSA-2, in whatever delimiters the receiver answers. CA, CE and CR count likewise. */
function readAnswer(answer: Buffer): { code: Answered; controlId: string } | undefined {
  const text = answer.toString('latin1')
  const mark = text[3] ?? '|'
  const msa = text.split(/[\r\n]+/).find((segment) => segment.startsWith(`MSA${mark}`))
  const [, code, controlId] = msa?.split(mark) ?? []
  const word = code?.replace(/^C/, 'A')
  if (word !== 'AA' && word !== 'AE' && word !== 'AR') return undefined
  return { code: word, controlId: controlId ?? '' }
}
