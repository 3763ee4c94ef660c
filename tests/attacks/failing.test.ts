/** While something is broken, or has been made to look whole: nothing is shown that should not be. */
import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { hl7Time } from '../journeys/fixtures/care.ts'
import { admission } from '../journeys/fixtures/messages.ts'
import { ask } from './ask.ts'
import { type Cast, invite, objectionTo } from './cast.ts'
import { bornOn, openProduct, type Product, type SignedIn } from './product.ts'
import { type Roles, rolesOf } from './roles.ts'
import { shapeOf } from './shapes.ts'

describe('while something is broken', () => {
  let product: Product
  let roles: Roles
  let cast: Cast
  let clinician: SignedIn
  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    cast = (await invite(product, roles))[0]!
    clinician = roles.clinician
  })
  after(() => product?.close())

  const opens = async (personId: number, who = clinician) =>
    shapeOf(await product.post('/api/record', { handle: who.handle(personId) }, who))
  const database = async () => {
    const [row] = await product.query<{ name: string }>('SELECT current_database() AS name')
    return row!.name
  }
  /** So that every connection is made anew. */
  const cut = () =>
    product.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )

  test('AT-40: where nothing can be written, nothing is read: 503 without a byte, and senders keep what they have', async () => {
    const name = await database()
    const { personId, hash } = cast.related
    const asked = async () => [
      await product.post('/api/record', { handle: clinician.handle(personId) }, clinician),
      await product.post('/api/document', { handle: clinician.handle(personId), hash }, clinician),
      await product.post('/api/why', { handle: clinician.handle(personId) }, clinician),
      await product.post(
        '/api/find',
        { nhsNumber: cast.related.nhsNumber, birthDate: bornOn },
        clinician,
      ),
      await product.post('/api/my-patients', {}, clinician),
    ]
    assert.equal(await opens(personId), 'opens')
    await product.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
    await cut()
    try {
      for (const answer of await asked()) {
        assert.ok(
          [500, 503].includes(answer.status),
          `${answer.status} ${answer.text.slice(0, 80)}`,
        )
        assert.doesNotMatch(answer.text, /CANARY|ROBIN|999000|The letter/)
        assert.equal(answer.headers['lcr-permit'], undefined)
      }
      const at = hl7Time(Date.now())
      const text = admission({ control: 'RO', mrn: '9001', at, admitted: at })
      assert.deepEqual(await sent(text), ['AE'])
    } finally {
      await product.query(
        `BEGIN READ WRITE; ALTER DATABASE ${name} SET default_transaction_read_only = off; COMMIT`,
      )
      await cut()
    }
    for (let tries = 0; (await opens(personId)) !== 'opens' && tries < 100; tries++)
      await sleep(100)
    assert.equal(await opens(personId), 'opens', 'and goes on by itself')
  })

  async function sent(text: string) {
    const { MllpSender } = await import('../../src/cli/mllp-sender.ts')
    const sender = new MllpSender({ ...product.server.mllp, timeoutMs: 60_000 })
    const answer = await sender.send(Buffer.from(text.replaceAll('\n', '\r')))
    sender.close()
    return [answer]
  }

  test('AT-39 4: when the look cannot be written down, it does not happen', async () => {
    const { personId } = cast.related
    await product.query(
      `ALTER TABLE audit.event ADD CONSTRAINT disk_is_full CHECK (action <> 'open-record') NOT VALID`,
    )
    try {
      const answer = await product.post(
        '/api/record',
        { handle: clinician.handle(personId) },
        clinician,
      )
      assert.ok([500, 503].includes(answer.status))
      assert.doesNotMatch(answer.text, /CANARY|ROBIN/)
    } finally {
      await product.query('ALTER TABLE audit.event DROP CONSTRAINT disk_is_full')
    }
    assert.equal(await opens(personId), 'opens')
  })

  test('AT-13: a backup from before an objection is put back: who has objected since stays hidden', async () => {
    const { personId } = cast.related
    const tables = [
      'objection',
      'objection_event',
      'objection_identifier',
      'objection_person',
      'objected',
      'task',
      'journal_mark',
    ]
    // As pg_dump and pg_restore would: the rows of now leave, those of then come back.
    for (const table of tables)
      await product.query(`CREATE TABLE public.kept_${table} AS SELECT * FROM access.${table}`)
    const keeper = roles.keeper
    const answer = await product.post(
      '/api/desk/record',
      objectionTo(keeper.handle(personId)),
      keeper,
    )
    assert.equal(answer.status, 200)
    assert.equal(await opens(personId), 'objected')
    await product.stop()
    for (const table of tables) {
      await product.query(`TRUNCATE access.${table} CASCADE`)
    }
    for (const table of tables) {
      await product.query(
        `INSERT INTO access.${table} OVERRIDING SYSTEM VALUE SELECT * FROM public.kept_${table}`,
      )
      await product.query(`DROP TABLE public.kept_${table}`)
    }
    await product.again()
    const again = await product.as('emergency-doctor')
    const seen = await opens(personId, again)
    assert.ok(['objected', '503-register-shut'].includes(seen), seen)
    assert.equal(seen, 'objected', product.said.join('\n'))
    // Its users come from another address now; who said nothing is as before.
    assert.equal(await opens(cast.unrelated.personId, again), 'may-declare')
  })

  test('AT-13: when nobody can say who has objected, no record opens, however the address is written', async () => {
    await product.stop()
    const folder = path.join(product.dataFolder, 'register-journal')
    for (const file of await readdir(folder)) {
      const text = await readFile(path.join(folder, file), 'utf8')
      await writeFile(path.join(folder, file), text.split('\n').slice(0, 1).join('\n'))
    }
    await product.again()
    const who = await product.as('emergency-doctor')
    const { personId, nhsNumber, hash } = cast.unsealed
    const handle = who.handle(personId)
    assert.equal(await opens(personId, who), '503-register-shut')
    const spellings = (at: string) => [
      at,
      at.replace('api', '%61pi'),
      at.replace('/api/', '/api//'),
      at.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
      `${at}/`,
      `${at}?x=1`,
      `${at};x`,
      at.toUpperCase(),
    ]
    const through: string[] = []
    for (const at of ['record', 'document', 'find', 'why', 'my-patients']) {
      const body = {
        record: { handle },
        document: { handle, hash },
        find: { nhsNumber, birthDate: bornOn },
        why: { handle },
      }[at]
      for (const spelling of spellings(`/api/${at}`)) {
        const answer = await product.post(spelling, body ?? {}, who)
        const isShut = [404, 503].includes(answer.status)
        if (!isShut) through.push(`${spelling}: ${answer.status} ${answer.text.slice(0, 90)}`)
      }
    }
    for (const spelling of ['/api/changes', '/api/%63hanges', '/%61pi/changes']) {
      const answer = await ask(product.origin, {
        method: 'GET',
        path: `${spelling}?handle=${handle}`,
        headers: { cookie: who.cookie },
        firstBytes: true,
      })
      if (![404, 503].includes(answer.status)) through.push(`${spelling}: ${answer.status}`)
    }
    assert.deepEqual(through, [])
  })
})
