/** One connection of a hospital: it sends a message and reads how it was answered. */
import { connect as dial } from 'node:net'
import { Frames, frame } from '../../src/doors/mllp/frames.ts'

export interface Hospital {
  /** The acknowledgement code (MSA-1). */
  send(message: Uint8Array): Promise<string>
  close(): void
}

export function dialHospital(port: number): Promise<Hospital> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1')
    const frames = new Frames(1_000_000)
    let answered: (code: string) => void = () => {}
    let failed: (error: Error) => void = reject
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      for (const message of frames.push(chunk)) {
        answered(/MSA\|(\w+)/.exec(message.toString('latin1'))?.[1] ?? 'none')
      }
    })
    socket.on('error', (error) => failed(error))
    socket.on('close', () => failed(new Error('The door closed a connection')))
    socket.on('connect', () =>
      resolve({
        send: (message) =>
          new Promise((resolve, reject) => {
            answered = resolve
            failed = reject
            socket.write(frame(message))
          }),
        close: () => {
          failed = () => {}
          socket.destroy()
        },
      }),
    )
  })
}
