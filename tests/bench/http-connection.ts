/** One connection of a browser: it asks again when it has its whole answer. */
import { connect as dial } from 'node:net'

export interface HttpConnection {
  /** The length of the body that came back. */
  ask(request: Uint8Array): Promise<number>
  close(): void
}

export function openConnection(port: number): Promise<HttpConnection> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1')
    let answered: (length: number) => void = () => {}
    let failed: (error: Error) => void = reject
    let head = ''
    let length = -1
    let got = 0
    socket.setNoDelay(true)
    socket.on('error', (error) => failed(error))
    socket.on('close', () => failed(new Error('The viewer closed a connection')))
    socket.on('data', (chunk: Buffer) => {
      let from = 0
      if (length < 0) {
        const text = chunk.toString('latin1')
        const seen = head.length
        head += text
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        const status = head.slice(9, 12)
        const said = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))
        if (status !== '200' || !said) return failed(new Error(`The viewer answered ${status}`))
        length = Number(said[1])
        from = end + 4 - seen
      }
      got += chunk.length - from
      if (got < length) return
      const whole = length
      head = ''
      length = -1
      got = 0
      answered(whole)
    })
    socket.on('connect', () =>
      resolve({
        ask: (request) =>
          new Promise((resolve, reject) => {
            answered = resolve
            failed = reject
            socket.write(request)
          }),
        close: () => {
          failed = () => {}
          socket.destroy()
        },
      }),
    )
  })
}
