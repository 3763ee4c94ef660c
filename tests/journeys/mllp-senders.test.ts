/** Who may send as whom: certificates, names and organisations (RL-11), and what is refused for good (RL-02). */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  allowSender,
  countMessages,
  endSender,
  type Needs,
  replayMessages,
  setAsideMessages,
} from '#journeys'
import { profileForSender, translate } from '#sources'
import { doctor } from '#test-support'
import { type Authority, openAuthority, type Pair, withoutOpenssl } from './certificates.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, wire } from './mllp-door.ts'

/** A clock that tests set forward, so that the list of senders is read anew. */
function steppedClock() {
  let now = Date.UTC(2026, 10, 22, 9)
  return {
    now: () => now,
    step: (ms: number) => {
      now += ms
    },
  }
}
const engineer = { ...doctor, activities: ['LCR-LOCAL-OPERATE'] }
const message = (control: string, more: object = {}): string =>
  admission({ control, mrn: control, ...more })

const kept = (door: Door, control: string) =>
  door.fresh.superuserQuery('SELECT feed FROM inbox.message WHERE control_id = $1', [control])

describe('who may send HL7 v2, with certificates', { skip: withoutOpenssl }, () => {
  const clock = steppedClock()
  let authority: Authority
  let [kings, laboratory]: [Pair?, Pair?] = []
  let door: Door
  const tls = (pair: Pair | undefined) => ({ ...pair, ca: authority.cert })
  const allow = async (needs: Needs, sender: Parameters<typeof allowSender>[2]) => {
    const allowed = await allowSender(needs, doctor, sender)
    clock.step(5_000)
    assert.equal(allowed.outcome, 'allowed')
    return allowed.outcome === 'allowed' ? allowed.senderId : 0
  }
  before(async () => {
    authority = await openAuthority()
    kings = await authority.issue('kings')
    laboratory = await authority.issue('laboratory')
    const server = await authority.issue('server')
    door = await openDoor({ clock, admits: 'production', tls: { ...server, ca: authority.cert } })
  })
  after(async () => {
    await door?.close()
    await authority?.close()
  })

  test('in production nobody is heard before somebody is allowed (RL-11)', async () => {
    const sender = await door.sender(tls(kings))
    for (const text of [message('early'), 'not HL7 at all']) {
      assert.equal((await sender.send(text))?.code, 'AR')
    }
    assert.equal((await countMessages(door.needs)).received, 0)
    assert.equal(door.figures().refused.sender, 2)
  })

  test('a certificate may use its own names and no others; the log names no patient (RL-11)', async () => {
    const fingerprint = new X509Certificate(kings!.cert).fingerprint256
    await allow(door.needs, {
      fingerprint,
      application: 'P*',
      facility: 'RJZ',
      organisation: 'RJZ',
    })
    const subjectCn = 'laboratory'
    await allow(door.needs, {
      subjectCn,
      application: 'lab',
      facility: 'RYJ',
      organisation: 'RYJ',
    })
    const [pas, lab] = [await door.sender(tls(kings)), await door.sender(tls(laboratory))]
    const [asLab, asOther] = [
      { application: 'LAB', facility: 'RYJ' },
      { application: 'PAS', facility: 'RJ1' },
    ]
    assert.equal((await pas.send(message('pas-own')))?.code, 'AA')
    assert.equal((await lab.send(message('lab-own', asLab)))?.code, 'AA')
    assert.equal((await lab.send(message('lab-as-pas')))?.code, 'AR')
    assert.equal((await pas.send(message('pas-as-lab', asLab)))?.code, 'AR')
    const refused = await pas.send(message('SECRETNAME', asOther))
    assert.deepEqual([refused?.code, refused?.control], ['AR', 'SECRETNAME'])
    for (const control of ['lab-as-pas', 'pas-as-lab', 'SECRETNAME']) {
      assert.deepEqual(await kept(door, control), [], control)
    }
    assert.ok(door.figures().refused.sender! >= 3)
    assert.ok(door.told.some((line) => line.includes(fingerprint.slice(0, 20))))
    assert.ok(door.told.every((line) => !/SECRETNAME|KHAN|RJ1/.test(line)))
  })

  test('a sender writes for its own organisation only (RL-11)', async () => {
    // Its names would fit those of another trust; what it may write for does not.
    await allow(door.needs, {
      subjectCn: 'laboratory',
      application: '*',
      facility: 'R*',
      organisation: 'RYJ',
    })
    const sender = await door.sender(tls(laboratory))
    const [own, site, others] = [{ facility: 'RYJ' }, { facility: 'RYJ01' }, { facility: 'RJ1' }]
    assert.equal((await sender.send(message('own', own)))?.code, 'AA')
    assert.equal((await sender.send(message('own-site', site)))?.code, 'AA')
    assert.equal((await sender.send(message('for-others', others)))?.code, 'AR')
    assert.deepEqual(await kept(door, 'for-others'), [])
    assert.equal(door.figures().refused.organisation, 1)
  })

  test('a batch holds nobody else’s messages (RL-11)', async () => {
    const sender = await door.sender(tls(kings))
    const batch = ['BHS|^~\\&|X', message('batch-1'), message('batch-2', { facility: 'RJ1' })]
    const answer = await sender.send([...batch, 'BTS|2'].join('\n'))
    assert.deepEqual([answer?.code, answer?.control], ['AR', 'batch-1'])
    assert.deepEqual(await kept(door, 'batch-1'), [])
    const own = [...batch.slice(0, 2), message('batch-3'), 'BTS|2'].join('\n')
    assert.deepEqual((await sender.send(own))?.code, 'AA')
  })

  test('whose permission has ended is heard no longer, on open connections too (RL-11)', async () => {
    const name = { application: 'OLD', facility: 'RJZ' }
    const senderId = await allow(door.needs, {
      subjectCn: 'kings',
      ...name,
      application: 'OL*',
      organisation: 'RJZ',
    })
    const sender = await door.sender(tls(kings))
    assert.equal((await sender.send(message('old-1', name)))?.code, 'AA')
    assert.equal(await endSender(door.needs, doctor, senderId), true)
    assert.equal(await endSender(door.needs, doctor, senderId), false)
    clock.step(5_000)
    assert.equal((await sender.send(message('old-2', name)))?.code, 'AR')
    const acts = await door.fresh.superuserQuery<{ action: string }>(
      `SELECT action FROM audit.event WHERE action IN ('allow-sender', 'end-sender')`,
    )
    assert.ok(acts.filter(({ action }) => action === 'end-sender').length >= 1)
    assert.ok(acts.filter(({ action }) => action === 'allow-sender').length >= 3)
  })

  test('a permission without a certificate is worth nothing on a connection with one', async () => {
    await allow(door.needs, { application: 'PLAIN', facility: 'RJZ', organisation: 'RJZ' })
    const sender = await door.sender(tls(laboratory))
    assert.equal((await sender.send(message('plain', { application: 'PLAIN' })))?.code, 'AR')
  })

  test('an exact name is not allowed for another organisation than its messages are filed for', async () => {
    const wrong = { subjectCn: 'kings', application: 'PAS', facility: 'RJ1', organisation: 'RJZ' }
    assert.deepEqual(await allowSender(door.needs, doctor, wrong), {
      outcome: 'another-organisation',
      organisation: 'RJ1',
    })
  })
})

describe('what is never taken', () => {
  const clock = steppedClock()
  let door: Door
  before(async () => {
    door = await openDoor({ clock, admits: 'production' })
    const sender = { application: 'PAS', facility: 'RJZ', organisation: 'RJZ' }
    await allowSender(door.needs, doctor, sender)
  })
  after(() => door?.close())

  test('a training message in production: AR, kept for a human, never filed (RL-02)', async () => {
    const sender = await door.sender()
    const training = message('training').replace('|P|2.4', '|T|2.4')
    for (let times = 0; times < 2; times++) {
      const answer = await sender.send(training)
      assert.deepEqual([answer?.code, answer?.control], ['AR', 'training'])
      assert.match(answer?.text ?? '', /202&Unsupported processing id/)
    }
    assert.equal((await sender.send(message('real')))?.code, 'AA')
    await door.settled()
    const { received, filed, setAside, reasons } = await countMessages(door.needs)
    assert.deepEqual([received, filed, setAside, reasons.refused], [2, 1, 1, 1])
    const [aside] = await setAsideMessages(door.needs, 10)
    assert.deepEqual([aside?.controlId, aside?.place], ['training', 'MSH-11'])
    assert.equal(door.figures().refused['processing-id'], 2)
  })

  test('one training message in a batch refuses the batch (RL-02)', async () => {
    const sender = await door.sender()
    const training = message('in-batch-2').replace('|P|2.4', '|T|2.4')
    const batch = ['BHS|^~\\&|X', message('in-batch-1'), training, 'BTS|2'].join('\n')
    assert.equal((await sender.send(batch))?.code, 'AR')
    await door.settled()
    const { filed } = await countMessages(door.needs)
    assert.equal(filed, 1)
  })

  test('a batch of several senders is never filed, not by a replay either (RL-02, HL7-03)', async () => {
    const sender = await door.sender()
    const mixed = [message('mixed-1'), message('mixed-2', { facility: 'RJ1' })].join('\n')
    assert.equal((await sender.send(mixed))?.code, 'AR')
    const own = [message('mixed-1'), message('mixed-2')].join('\n')
    const [one, several] = [own, mixed].map((text) =>
      translate('hl7v2', wire(text), profileForSender('PAS', 'RJZ'), 0),
    )
    assert.equal(one?.outcome, 'translated')
    assert.equal(several?.outcome === 'set-aside' && several.reason, 'refused')
  })

  test('a replay of a whole feed leaves out what was refused; a replay of just that does not (RL-09)', async () => {
    const sender = await door.sender()
    const training = message('replayed').replace('|P|2.4', '|T|2.4')
    assert.equal((await sender.send(training))?.code, 'AR')
    await door.settled()
    const because = 'The profile was corrected.'
    const filed = async () => (await countMessages(door.needs)).filed
    const before = await filed()
    await replayMessages(door.needs, engineer, { selection: { feed: 'PAS|RJZ' }, because })
    assert.equal(await filed(), before)
    const [row] = await door.fresh.superuserQuery<{ message_id: string }>(
      `SELECT message_id FROM inbox.message WHERE control_id = 'replayed'`,
    )
    const selection = { messageIds: [Number(row?.message_id)] }
    const { nowFiled } = await replayMessages(door.needs, engineer, { selection, because })
    assert.deepEqual(nowFiled, selection.messageIds)
  })

  test('while the database cannot say who may send, it is AE and never AR (RL-02, RL-15)', async () => {
    const away = await openDoor({
      admits: 'production',
      receiveMessages: () => assert.fail('nobody was admitted'),
    })
    try {
      await away.needs.database.close()
      const sender = await away.sender()
      assert.equal((await sender.send(message('away')))?.code, 'AE')
    } finally {
      await away.close()
    }
  })
})

test('in a demonstration everybody may send until the first sender is allowed (RL-11)', async () => {
  const clock = steppedClock()
  const door = await openDoor({ clock, admits: 'demonstration' })
  try {
    const sender = await door.sender()
    assert.equal((await sender.send(message('open').replace('|P|', '|T|')))?.code, 'AA')
    const allowed = { application: 'PAS', facility: 'RJZ', organisation: 'RJZ' }
    await allowSender(door.needs, doctor, allowed)
    clock.step(5_000)
    assert.equal((await sender.send(message('named')))?.code, 'AA')
    assert.equal((await sender.send(message('unnamed', { facility: 'RJ1' })))?.code, 'AR')
  } finally {
    await door.close()
  }
})
