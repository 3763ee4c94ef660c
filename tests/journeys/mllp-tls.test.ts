/** MLLP over TLS: only senders with a certificate of the authority are heard (RL-11). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { countMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import { type Authority, openAuthority, type Pair, withoutOpenssl } from './certificates.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, wire } from './mllp-door.ts'

describe('MLLP with TLS', { skip: withoutOpenssl }, () => {
  let door: Door
  let authority: Authority
  let hospital: Pair
  before(async () => {
    authority = await openAuthority()
    hospital = await authority.issue('hospital')
    const server = await authority.issue('server')
    door = await openDoor({ tls: { ...server, ca: authority.cert } })
  })
  after(async () => {
    await door?.close()
    await authority?.close()
  })

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
    const stranger = await authority.stranger('stranger')
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
