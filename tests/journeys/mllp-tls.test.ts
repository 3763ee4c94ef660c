/** MLLP over TLS: only senders with a certificate of the authority are heard (RL-11). */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { countMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, wire } from './mllp-door.ts'

const run = promisify(execFile)
const openssl = await run('openssl', ['version']).catch(() => undefined)
const skip = !openssl && 'node:crypto makes no certificates, and there is no openssl here'

interface Pair {
  readonly key: string
  readonly cert: string
}

describe('MLLP with TLS', { skip }, () => {
  let folder: string
  let door: Door
  let authority: Pair
  let hospital: Pair
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-mllp-tls-'))
    authority = await certificate('authority')
    hospital = await certificate('hospital', 'authority')
    const server = await certificate('server', 'authority')
    door = await openDoor({ tls: { ...server, ca: authority.cert } })
  })
  after(async () => {
    await door?.close()
    await rm(folder, { recursive: true })
  })

  /** Signed by the other, or by itself. */
  async function certificate(name: string, signedBy?: string): Promise<Pair> {
    const file = (ending: string) => path.join(folder, `${name}.${ending}`)
    const names = path.join(folder, 'names')
    await writeFile(names, 'subjectAltName=IP:127.0.0.1\n')
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const request = ['req', ...newKey, '-keyout', file('key'), '-subj', `/CN=${name}`]
    if (signedBy) {
      await run('openssl', [...request, '-out', file('csr')])
      const signer = (ending: string) => path.join(folder, `${signedBy}.${ending}`)
      const by = ['-CA', signer('crt'), '-CAkey', signer('key'), '-CAcreateserial']
      await run('openssl', [
        ...['x509', '-req', '-in', file('csr'), ...by, '-days', '2', '-extfile', names],
        ...['-out', file('crt')],
      ])
    } else await run('openssl', [...request, '-x509', '-days', '2', '-out', file('crt')])
    return { key: await readFile(file('key'), 'utf8'), cert: await readFile(file('crt'), 'utf8') }
  }

  const message = (control: string): string => admission({ control, mrn: control })

  test('a sender with a certificate is heard, and its fingerprint is kept with the message', async () => {
    const sender = await door.sender({ ...hospital, ca: authority.cert })
    const answer = await sender.send(message('tls'))
    assert.deepEqual([answer?.code, answer?.control], ['AA', 'tls'])
    const [row] = await door.fresh.superuserQuery<{ peer: string }>(
      'SELECT peer FROM inbox.message',
    )
    assert.match(row!.peer, /^127\.0\.0\.1:\d+ ([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  test('a sender that closes its side after its last message gets the answer', async () => {
    const sender = await door.sender({ ...hospital, ca: authority.cert })
    sender.socket.end(frame(wire(message('tls-half-closed'))))
    assert.equal((await sender.answer())?.control, 'tls-half-closed')
  })

  test('without a certificate, with a stranger’s, or without TLS nothing is taken', async () => {
    const before = await countMessages(door.needs)
    const stranger = await certificate('stranger')
    for (const identity of [{}, stranger]) {
      // In TLS 1.3 the refusal may come only after the client believes it is connected.
      const sender = await door.sender({ ...identity, ca: authority.cert }).catch(() => undefined)
      if (!sender) continue
      sender.write(frame(wire(message('stranger'))))
      await sender.closed()
      assert.deepEqual(sender.answers, [])
    }
    const plain = await door.sender()
    plain.write(frame(wire(message('plain'))))
    await plain.closed()
    assert.deepEqual(plain.answers, [])
    assert.equal((await countMessages(door.needs)).received, before.received)
  })

  test('TLS 1.1 is not spoken', async () => {
    const old = { ...hospital, ca: authority.cert, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }
    await assert.rejects(door.sender({ ...(old as object), ciphers: 'DEFAULT@SECLEVEL=0' }))
    const sender = await door.sender({ ...hospital, ca: authority.cert })
    assert.equal((await sender.send(message('tls-after')))?.code, 'AA')
  })
})
