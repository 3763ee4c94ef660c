/** 27: OO-40: invented people who objected are looked for by every way, and a sight closes the way. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { feeds as londonFeeds } from '#london'
import { profileForSender } from '#sources'
import { admission } from '../journeys/fixtures/messages.ts'
import { openProduct, type Product, type SignedIn } from './product.ts'

interface Status {
  readonly closed: string[]
  readonly canaries: { name: string; isPlaced: boolean }[]
  readonly last: {
    asked: number
    seen: { channel: string; canary: string }[]
    unsure: { channel: string; canary: string }[]
    bare: string[]
    isSuspended: boolean
  }
}

const channels = ['search', 'list', 'record', 'why', 'document', 'push', 'launch', 'gate']
const fhirProfiles: Readonly<Record<string, string>> = {
  slam: 'mental-health-fhir',
  community: 'community-care',
  '111': 'urgent-care',
  'borough-lambeth': 'social-care',
}

describe('canaries', () => {
  let product: Product
  let doctor: SignedIn
  before(async () => {
    product = await openProduct()
    await product.send(admission({ control: 'CA1', mrn: '970', nhs: '9990000018' }))
    for (const { name, form, organisation, organisationName, sender } of londonFeeds) {
      const profile = sender
        ? profileForSender(sender.application, sender.facility).profile.name
        : (fhirProfiles[name] ?? 'gp-practice')
      const registered = await product.operator('/feeds', {
        name,
        form,
        organisation,
        organisationName,
        profile,
      })
      assert.equal(registered.status, 200, name)
    }
    doctor = await product.session({})
  })
  after(() => product.close())

  const look = async (): Promise<Status> => (await product.operator('/canaries/look', {})).json()
  const seenBy = ({ last }: Status) => [...new Set(last.seen.map((one) => one.channel))].sort()
  const reopen = async (channel: string) =>
    (
      await product.operator('/canaries/reopen', { channel, because: 'It was mended in a test.' })
    ).json<{ isOpen: boolean }>().isOpen
  const finds = () =>
    product.post('/api/find', { nhsNumber: '9990000018', birthDate: '1985-03-14' }, doctor)
  const opens = async () => {
    const person = await product.personOf('RJZ/MRN', '970')
    return product.post('/api/record', { handle: doctor.handle(person) }, doctor)
  }
  /** What `access.is_objected` answers to these roles only, as if one of the layers were broken. */
  const blind = async (roles: readonly string[]): Promise<() => Promise<unknown>> => {
    const [found] = await product.query<{ text: string }>(
      `SELECT pg_get_functiondef('access.is_objected'::regproc) AS text`,
    )
    const said = roles.map((role) => `'${role}'`).join()
    await product.query(
      found!.text.replace(
        'SELECT EXISTS',
        `SELECT current_setting('role') NOT IN (${said}) AND EXISTS`,
      ),
    )
    return () => product.query(found!.text)
  }

  test('OO-40: one for each feed and each entry route is planted through the ordinary ways, and hidden', async () => {
    assert.deepEqual((await product.operator('/canaries/plant', {})).json(), {
      planted: 3,
      unplaced: [],
    })
    assert.deepEqual(
      new Set((await look()).canaries.map((one) => one.name.split(' ')[0])),
      new Set(['PAS|RJZ']),
      'only what was ever heard, unless it is named',
    )
    const feeds = londonFeeds.map((one) => one.name)
    const planted = await product.operator('/canaries/plant', { feeds })
    assert.deepEqual(planted.json(), { planted: (londonFeeds.length - 1) * 3, unplaced: [] })
    const status = await look()
    assert.equal(status.canaries.length, londonFeeds.length * 3)
    assert.deepEqual(status.last.bare, [])
    assert.deepEqual(status.last.seen, [])
    assert.deepEqual(status.last.unsure, [])
    assert.equal(status.last.asked, londonFeeds.length * 3 * channels.length)
    const rows = await product.query<{ route: string; n: string }>(
      `SELECT o.route, count(*) AS n FROM access.objection o GROUP BY 1 ORDER BY 1`,
    )
    assert.deepEqual(
      rows.map((row) => [row.route, Number(row.n)]),
      ['code', 'desk', 'import'].map((route) => [route, londonFeeds.length]),
    )
    assert.deepEqual((await product.operator('/canaries/plant', {})).json(), {
      planted: 0,
      unplaced: [],
    })
  })

  test('OO-40: one event tells of a round, with counts', async () => {
    const count = async () =>
      Number(
        (
          await product.query<{ n: string }>(
            `SELECT count(*) AS n FROM audit.event WHERE action = 'probe' AND effect = 'note'`,
          )
        )[0]!.n,
      )
    const before = await count()
    await look()
    assert.equal(await count(), before + 1)
  })

  test('canaries are counted nowhere: not in the register’s figures, nor for who decides', async () => {
    const { figures } = (await product.operator('/register')).json<{ figures: object }>()
    assert.partialDeepStrictEqual(figures, {
      inForce: 0,
      personsHidden: 0,
      unmatched: 0,
      oldestUndecidedDays: 0,
      openTasks: 0,
    })
  })

  test('those of a feed are taken away', async () => {
    for (const { name } of londonFeeds.filter((one) => !['PAS|RJZ', 'slam'].includes(one.name))) {
      assert.deepEqual((await product.operator('/canaries/remove', { feed: name })).json(), {
        removed: 3,
      })
    }
    assert.equal((await look()).canaries.length, 6)
  })

  test('OO-40: a gate that asks nothing is seen, and closes the record for everybody until reopened', async () => {
    assert.equal((await opens()).status, 200)
    const [gate] = await product.query<{ text: string }>(
      `SELECT pg_get_functiondef('audit.granted'::regproc) AS text`,
    )
    await product.query(gate!.text.replace('NOT access.is_objected(e.person_id)', 'true'))
    const status = await look()
    assert.deepEqual(seenBy(status), ['gate'])
    assert.deepEqual(status.closed, ['gate'])
    const closed = await opens()
    assert.deepEqual([closed.status, closed.json().code], [503, 'channel-closed'])
    assert.equal((await finds()).status, 200, 'what shows nothing stays open')
    assert.ok(product.said.some((line) => /^alarm: canary of .+ seen by gate$/.test(line)))
    assert.ok(product.said.some((line) => /^alarm: the channel gate is closed/.test(line)))
    const metrics = await (await fetch(`${product.metrics}/metrics`)).text()
    assert.match(metrics, /^lcr_canaries_channel_closed\{kind="gate"\} 1$/m)
    assert.match(metrics, /^lcr_canaries_seen\{kind="gate"\} 6$/m)

    assert.equal(await reopen('gate'), false, 'while it is broken it is closed again')
    await product.again()
    assert.equal((await opens()).status, 503, 'a restart opens nothing')
    await product.query(gate!.text)
    assert.equal(await reopen('gate'), true)
    assert.equal((await opens()).status, 200)
    const acts = await product.query<{ action: string }>(
      `SELECT action FROM audit.event WHERE action IN ('close-channel', 'reopen-channel') ORDER BY at`,
    )
    assert.ok(acts.some((one) => one.action === 'reopen-channel'))
  })

  test('OO-40: a decision that asks nothing is seen where it alone hides, and nowhere else', async () => {
    const mend = await blind(['lcr_serving'])
    const status = await look()
    assert.deepEqual(seenBy(status), ['list', 'push', 'search', 'why'])
    assert.deepEqual(
      [...new Set(status.last.unsure.map((one) => one.channel))].sort(),
      ['launch', 'record'],
      'the gate hides, and the wrong refusal is told',
    )
    assert.equal((await finds()).status, 503)
    await mend()
    for (const channel of status.closed) assert.equal(await reopen(channel), true)
    assert.equal((await finds()).status, 200)
  })

  test('OO-40: a notice that tells everything is seen', async () => {
    const mend = await blind(['lcr_filing'])
    assert.deepEqual(seenBy(await look()), ['push'])
    await mend()
    assert.equal(await reopen('push'), true)
  })

  test('OO-40: with every layer broken every way is seen and closed', async () => {
    const mend = await blind(['lcr_serving', 'lcr_reading', 'lcr_filing'])
    const status = await look()
    assert.deepEqual(seenBy(status), [...channels].sort())
    assert.deepEqual(status.closed.toSorted(), [...channels].sort())
    await mend()
    for (const channel of channels) await reopen(channel)
    assert.deepEqual((await look()).closed, [])
  })

  test('OO-40: a canary that cannot be asked for is an alarm, and closes nothing', async () => {
    await product.query('ALTER TABLE access.restriction RENAME TO away')
    const from = product.said.length
    const status = await look()
    assert.deepEqual(status.closed, [])
    assert.deepEqual(
      [...new Set(status.last.unsure.map((one) => one.channel))].sort(),
      ['launch', 'list', 'push', 'record', 'document', 'search', 'why'].sort(),
    )
    assert.ok(
      product.said
        .slice(from)
        .some((line) => /^alarm: canary of .+ proves nothing by record$/.test(line)),
    )
    await product.query('ALTER TABLE access.away RENAME TO restriction')
    const after = product.said.length
    assert.deepEqual((await look()).last.unsure, [])
    assert.ok(product.said.slice(after).some((line) => line.startsWith('alarm over: canary of ')))
  })

  test('AT-12: while the law has lifted objections nobody looks, and that is told', async () => {
    await product.query(
      `INSERT INTO access.suspension (suspension_id, from_at, until_at, kinds, instrument, notice,
         proposed_by, proposed_by_name, proposed_at, approved_by, approved_by_name, approved_at)
       VALUES (gen_random_uuid(), now() - interval '1 minute', now() + interval '1 hour',
         '{inpatient}', 'The Example Regulations 2026', 'Until then …', 'a', 'A', now(), 'b', 'B', now())`,
    )
    const { last } = await look()
    assert.deepEqual([last.isSuspended, last.asked, last.seen], [true, 0, []])
    await product.query(`UPDATE access.suspension SET ended_at = now(), ended_by = 'a'`)
    assert.equal((await look()).last.isSuspended, false)
  })

  test('a canary of whom nothing is left proves nothing, and is told', async () => {
    const [canary] = await product.query<{ person_id: string }>(
      `SELECT person_id FROM access.canary WHERE removed_at IS NULL ORDER BY feed LIMIT 1`,
    )
    await product.query(`DELETE FROM record.prepared WHERE person_id = $1`, [canary!.person_id])
    assert.equal((await look()).last.bare.length, 1)
  })

  test('who removes them looks for them no more, and they stay hidden', async () => {
    const { removed } = (await product.operator('/canaries/remove', {})).json<{ removed: number }>()
    assert.equal(removed, 6)
    assert.equal((await look()).canaries.length, 0)
    const [row] = await product.query<{ all_hidden: boolean }>(
      `SELECT bool_and(access.is_objected(person_id)) AS all_hidden FROM access.canary`,
    )
    assert.equal(row!.all_hidden, true)
  })
})
