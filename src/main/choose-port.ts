import { type AddressInfo, createServer } from 'node:net'
import { Failure } from '#vocabulary'

interface Wanted {
  readonly host: string
  readonly port: number
  /** No other will do. */
  readonly portIsGiven: boolean
  /** For whoever reads why the server did not start. */
  readonly called: string
}

/** The port to listen on: the one that is wanted, or a free one when that is nobody's wish. */
export async function choosePort({ host, port, portIsGiven, called }: Wanted): Promise<number> {
  try {
    return await tryPort(host, port)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== 'EADDRINUSE' && code !== 'EACCES') {
      throw new Failure('invalid', 'address', `${called} cannot listen on ${host}: ${code}.`)
    }
    if (portIsGiven) {
      const why = code === 'EACCES' ? 'may not be used by this account' : 'is taken'
      throw new Failure('conflict', 'port-taken', `${called}: port ${port} on ${host} ${why}.`)
    }
    return tryPort(host, 0)
  }
}

function tryPort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      const { port: taken } = server.address() as AddressInfo
      server.close(() => resolve(taken))
    })
  })
}
