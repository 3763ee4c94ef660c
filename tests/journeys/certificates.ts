/** Certificates for tests: an authority that issues them, and strangers who sign their own. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const openssl = await run('openssl', ['version']).catch(() => undefined)
export const withoutOpenssl =
  !openssl && 'node:crypto makes no certificates, and there is no openssl here'

export interface Pair {
  readonly key: string
  readonly cert: string
}

export interface Authority {
  readonly cert: string
  /** The name is its CN. */
  issue(name: string): Promise<Pair>
  stranger(name: string): Promise<Pair>
  close(): Promise<void>
}

export async function openAuthority(): Promise<Authority> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-mllp-tls-'))
  const names = path.join(folder, 'names')
  await writeFile(names, 'subjectAltName=IP:127.0.0.1\n')
  let made = 0

  async function certificate(name: string, signedBy?: string): Promise<Pair & { as: string }> {
    const as = `${name}-${made++}`
    const file = (ending: string, of = as) => path.join(folder, `${of}.${ending}`)
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const request = ['req', ...newKey, '-keyout', file('key'), '-subj', `/CN=${name}`]
    if (signedBy) {
      await run('openssl', [...request, '-out', file('csr')])
      const by = ['-CA', file('crt', signedBy), '-CAkey', file('key', signedBy), '-CAcreateserial']
      await run('openssl', [
        ...['x509', '-req', '-in', file('csr'), ...by, '-days', '2', '-extfile', names],
        ...['-out', file('crt')],
      ])
    } else await run('openssl', [...request, '-x509', '-days', '2', '-out', file('crt')])
    const [key, cert] = [await readFile(file('key'), 'utf8'), await readFile(file('crt'), 'utf8')]
    return { key, cert, as }
  }

  const authority = await certificate('authority')
  const pair = ({ key, cert }: Pair): Pair => ({ key, cert })
  return {
    cert: authority.cert,
    issue: async (name) => pair(await certificate(name, authority.as)),
    stranger: async (name) => pair(await certificate(name)),
    close: () => rm(folder, { recursive: true }),
  }
}
