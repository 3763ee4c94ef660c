/** The API that the screen knows, over real HTTP, with journeys that are told what to answer. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { reasonsFor } from '../../src/access/reasons.ts'
import { type SignedInAs, signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import {
  declareReasons,
  type FoundPerson,
  grantReasons,
  type MyPatients,
  sealReasons,
  type WhyView,
} from '../../src/doors/viewer/contract.ts'
import { openDoor, recordText } from '../journeys/sign-in-door.ts'

const paths = [
  'session',
  'my-patients',
  'find',
  'record',
  'declare',
  'consent',
  'break-seal',
  'grant',
  'why',
  'document',
]
const objected = {
  outcome: 'refused',
  why: 'objected',
  words: 'This person has chosen not to share.',
  mayDeclare: false,
} as const
const unknownView = {
  outcome: 'error',
  code: 'unknown',
  words: 'That is not available to you.',
}

describe('the door of the viewer', () => {
  let door: Awaited<ReturnType<typeof openDoor>>
  let doctor: SignedInAs
  let nurse: SignedInAs
  let handle: string
  const permitted = { now: true }

  before(async () => {
    const screenFolder = await mkdtemp(join(tmpdir(), 'screen-'))
    await mkdir(join(screenFolder, 'assets'))
    await writeFile(join(screenFolder, 'index.html'), '<title>screen</title>')
    await writeFile(join(screenFolder, 'assets', 'a.js'), 'export {}')
    door = await openDoor({
      screenFolder,
      journeys: { whyNotPermitted: async () => (permitted.now ? undefined : objected) },
    })
    doctor = await signInAs(door.origin, 'emergency-doctor')
    nurse = await signInAs(door.origin, 'community-nurse')
    handle = await handleOf(doctor)
  })
  after(() => door.close())

  async function handleOf(as: SignedInAs): Promise<string> {
    const { patients } = (await (await door.post('/api/my-patients', {}, as)).json()) as MyPatients
    return patients[0]?.handle ?? ''
  }

  it('answers nobody who is not signed in, without saying more', async () => {
    for (const path of paths) {
      const answer = await door.post(`/api/${path}`, {})
      assert.equal(answer.status, 401, path)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
    }
    assert.equal((await fetch(`${door.origin}/api/changes?handle=x`)).status, 401)
  })

  it('refuses every POST without the token of its session', async () => {
    for (const path of paths.slice(1)) {
      for (const csrf of [undefined, 'x', nurse.csrf]) {
        const answer = await door.post(`/api/${path}`, {}, { cookie: doctor.cookie, csrf })
        assert.equal(answer.status, 403, path)
      }
    }
  })

  it('refuses what another site sends, also with cookie and token', async () => {
    for (const more of [
      { origin: 'https://example.org' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'same-origin', origin: 'https://example.org' },
    ]) {
      assert.equal((await door.post('/api/my-patients', {}, doctor, more)).status, 403)
    }
    const ours = { origin: door.origin, 'sec-fetch-site': 'same-origin' }
    assert.equal((await door.post('/api/my-patients', {}, doctor, ours)).status, 200)
  })

  it('names persons by a handle that is worth something in one session only (AT-14)', async () => {
    assert.equal(handle, await handleOf(doctor))
    const theirs = await handleOf(nurse)
    assert.notEqual(handle, theirs)
    const bodies = {
      record: {},
      document: { hash: 'a'.repeat(64) },
      declare: declaration(),
      consent: { askedBy: 'Sister Amara Nwosu', words: declaration().words },
      'break-seal': { ...declaration(), reason: 'emergency' },
      grant: { ...declaration(), reason: 'joint-care', colleague: '910000000102' },
      why: {},
    }
    for (const [path, more] of Object.entries(bodies)) {
      for (const wrong of [theirs, '', '41', 'A'.repeat(48), `${handle.slice(0, -1)}_`]) {
        const answer = await door.post(`/api/${path}`, { ...more, handle: wrong }, doctor)
        assert.equal(answer.status, 404, path)
        assert.deepEqual(await answer.json(), unknownView)
      }
    }
    const stream = await fetch(`${door.origin}/api/changes?handle=${theirs}`, {
      headers: { cookie: doctor.cookie },
    })
    assert.equal(stream.status, 404)
  })

  it('refuses a body that names several, whatever shape it has (AT-16)', async () => {
    const theirs = await handleOf(nurse)
    for (const path of ['record', 'document', 'declare', 'consent', 'break-seal', 'grant', 'why']) {
      for (const body of [
        [{ handle }, { handle: theirs }],
        [{ handle }],
        { handle: [handle, handle] },
        { handle: { 0: handle, 1: theirs } },
        { handles: [handle, theirs] },
        { handle, handles: [theirs] },
        { handle: `${handle},${theirs}` },
        { _bundle: [{ handle }] },
      ]) {
        const answer = await door.post(`/api/${path}`, body, doctor)
        assert.ok([400, 404].includes(answer.status), `${path} ${JSON.stringify(body)}`)
        assert.equal(((await answer.json()) as { outcome: string }).outcome, 'error')
      }
    }
  })

  it('names a handle that no other sign-in of the same user can use (AT-14, AT-15)', async () => {
    const again = await signInAs(door.origin, 'emergency-doctor')
    assert.notEqual(await handleOf(again), handle)
    const answer = await door.post('/api/record', { handle }, again)
    assert.equal(answer.status, 404)
    assert.deepEqual(await answer.json(), unknownView)
  })

  it('says with each answer about a person whom it is about (AT-29)', async () => {
    for (const [path, more] of [
      ['record', {}],
      ['record', { version: 7 }],
      ['why', {}],
      ['document', { hash: 'a0'.padEnd(64, '0') }],
    ] as const) {
      const answer = await door.post(`/api/${path}`, { handle, ...more }, doctor)
      assert.equal(answer.headers.get('lcr-about'), handle, path)
    }
  })

  it('says why a record is open, and takes what opens one for a colleague or a seal', async () => {
    const why = (await (await door.post('/api/why', { handle }, doctor)).json()) as WhyView
    assert.equal(why.ways[0]?.because, 'Inpatient')
    assert.equal(why.told.name, 'Dr Adaeze Okonkwo')
    const { words } = declaration()
    for (const [path, body] of [
      ['consent', { askedBy: 'Sister Amara Nwosu', words }],
      ['break-seal', { reason: 'legal-duty', words }],
      ['grant', { reason: 'joint-care', colleague: '910000000102', words }],
    ] as const) {
      assert.deepEqual(
        await (await door.post(`/api/${path}`, { handle, ...body }, doctor)).json(),
        {},
      )
      const [[lacking]] = Object.entries(body) as [[string, string]]
      for (const wrong of [{ [lacking]: '' }, { words: 'too short' }, { more: 1 }]) {
        const answer = await door.post(`/api/${path}`, { handle, ...body, ...wrong }, doctor)
        assert.equal(answer.status, 400, `${path} ${JSON.stringify(wrong)}`)
      }
    }
    for (const told of ['agreed Sister Amara Nwosu', 'seal legal-duty', 'granted 910000000102']) {
      assert.ok(door.told.includes(told), told)
    }
  })

  it('offers for each way the reasons that the policy knows (LR-09)', () => {
    assert.deepEqual(Object.keys(declareReasons), reasonsFor['self-declared'])
    assert.deepEqual(Object.keys(sealReasons), reasonsFor['seal-break'])
    assert.deepEqual(Object.keys(grantReasons), reasonsFor['colleague-granted'])
  })

  it('never says a person’s number', async () => {
    const text = await (await door.post('/api/my-patients', {}, doctor)).text()
    assert.doesNotMatch(text, /personId|41/)
  })

  it('finds by NHS number and birth date, and says one thing when it may not', async () => {
    const find = async (nhsNumber: string, birthDate = '1980-02-03') =>
      door.post('/api/find', { nhsNumber, birthDate }, doctor)
    const found = (await (await find('999 000 0018')).json()) as FoundPerson
    assert.equal(found.outcome, 'found')
    assert.deepEqual(await (await find('9990000026')).json(), { outcome: 'not-available' })
    assert.equal((await find('9990000019')).status, 400)
    assert.equal((await find('9990000018', '1980-02-31')).status, 400)
  })

  it('sends the record as it lies to who takes zstd, and readable to everyone else', async () => {
    const ask = (encoding: string) => rawPost('/api/record', { handle }, encoding)
    const asItLies = await ask('gzip, br, zstd')
    assert.equal(asItLies.headers['content-encoding'], 'zstd')
    assert.equal(zstdDecompressSync(asItLies.bytes).toString(), recordText)
    assert.equal((await ask('br, zstd;q=0')).headers['content-encoding'], 'br')
    const plain = await ask('identity')
    assert.equal(plain.headers['content-encoding'], undefined)
    assert.equal(plain.bytes.toString(), recordText)
    assert.equal(plain.headers.etag, 'W/"7"')
    assert.equal(plain.headers.vary, 'Accept-Encoding')
    const permit = Buffer.from(String(plain.headers['lcr-permit']), 'base64url').toString()
    assert.equal(JSON.parse(permit).because, 'Inpatient')
  })

  it('says 304, with a new permit, when nothing changed', async () => {
    const answer = await door.post('/api/record', { handle, version: 7 }, doctor)
    assert.equal(answer.status, 304)
    assert.ok(answer.headers.get('lcr-permit'))
  })

  it('shows a letter in a sandbox, and hands out what it does not know as bytes', async () => {
    const ask = (hash: string) =>
      door.post('/api/document', { handle, hash: hash.padEnd(64, '0') }, doctor)
    const letter = await ask('a0')
    assert.equal(letter.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.match(letter.headers.get('content-security-policy') ?? '', /sandbox$/)
    assert.equal(letter.headers.get('content-disposition'), 'inline')
    const drawing = await ask('ab')
    assert.equal(drawing.headers.get('content-type'), 'application/octet-stream')
    assert.equal(drawing.headers.get('content-disposition'), 'attachment')
    assert.deepEqual(await (await ask('b')).json(), unknownView)
  })

  it('takes a declaration with a reason and words, and no other', async () => {
    const declare = (more: object) =>
      door.post('/api/declare', { handle, ...declaration(), ...more }, doctor)
    assert.deepEqual(await (await declare({})).json(), {})
    assert.equal((await declare({ words: 'too short' })).status, 400)
    assert.equal((await declare({ reason: 'research' })).status, 400)
    assert.equal((await declare({ person: 42 })).status, 400)
  })

  it('repeats nothing of a body that it cannot read, and reads 16 KB at most', async () => {
    const ask = (body: string, type = 'application/json') =>
      fetch(`${door.origin}/api/find`, {
        method: 'POST',
        headers: { cookie: doctor.cookie, 'lcr-csrf': doctor.csrf, 'content-type': type },
        body,
      })
    for (const [body, type, status] of [
      ['{"nhsNumber": SECRET', 'application/json', 400],
      ['{"nhsNumber": "SECRET"}', 'application/json', 400],
      ['{"__proto__": {"SECRET": 1}}', 'application/json', 400],
      [`"${'SECRET'.repeat(4_000)}"`, 'application/json', 413],
      ['SECRET', 'text/plain', 415],
    ] as const) {
      const answer = await ask(body, type)
      const text = await answer.text()
      assert.equal(answer.status, status)
      assert.equal(JSON.parse(text).outcome, 'error')
      assert.doesNotMatch(text, /SECRET/)
    }
  })

  it('does not let a verb, a header or another spelling change the decision (AT-17)', async () => {
    for (const [method, path, more] of [
      ['GET', '/api/record', {}],
      ['PUT', '/api/record', {}],
      ['HEAD', `/api/changes?handle=${handle}`, {}],
      ['GET', '/api/record', { 'x-http-method-override': 'POST' }],
      ['POST', '/api/record/', {}],
      ['POST', '/API/record', {}],
      ['POST', '/api/record/x.css', {}],
      ['POST', '/api%2frecord', {}],
      ['POST', '/api/./record/../nothing', { 'x-original-url': '/api/record' }],
      ['GET', `/api/changes?handle=${handle}&handle=${handle}`, {}],
      ['GET', '/record/41/x.css', {}],
      ['GET', '/assets/', {}],
      ['GET', '/assets/../index.html.map', {}],
    ] as const) {
      const answer = await fetch(door.origin + path, {
        method,
        headers: { cookie: doctor.cookie, 'lcr-csrf': doctor.csrf, ...more },
      })
      assert.equal(answer.status, 404, `${method} ${path}`)
      assert.equal(answer.headers.get('cache-control'), 'no-store', path)
      assert.doesNotMatch(await answer.text(), /record\/|x\.css|Route/, path)
    }
    const spoofed = { 'x-forwarded-user': 'admin', 'x-forwarded-host': 'example.org' }
    assert.equal((await door.post('/api/my-patients', {}, undefined, spoofed)).status, 401)
  })

  it('serves the screen under a strict policy; only files named by content may be kept', async () => {
    const page = await fetch(`${door.origin}/`)
    assert.equal(await page.text(), '<title>screen</title>')
    assert.equal(page.headers.get('cache-control'), 'no-store')
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
    const policy = page.headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(rule), rule)
    }
    assert.doesNotMatch(policy, /unsafe/)
    const script = await fetch(`${door.origin}/assets/a.js`)
    assert.match(script.headers.get('cache-control') ?? '', /immutable/)
  })

  it('tells an open screen what changed, once, and ends when the permit is over', async () => {
    const stream = await openStream()
    assert.match(await stream.until('heartbeat'), /event: heartbeat/)
    for (const version of [8, 9, 10]) for (const told of door.watchers) told(version)
    const told = await stream.until('event: changed')
    assert.match(told, /data: {"version":10}/)
    assert.doesNotMatch(told, /"version":[89]/)
    permitted.now = false
    const closed = await stream.until('event: closed')
    assert.ok(closed.includes(`data: ${JSON.stringify({ refusal: objected })}`), 'and says why')
    permitted.now = true
    assert.equal(door.watchers.size, 0)
  })

  it('opens so many streams for a session and no more, and ends them with it', async () => {
    const as = await signInAs(door.origin, 'gp')
    const own = await handleOf(as)
    const streams = [await openStream(as, own), await openStream(as, own)]
    const third = await fetch(`${door.origin}/api/changes?handle=${own}`, {
      headers: { cookie: as.cookie },
    })
    assert.equal(third.status, 429)
    assert.equal((await door.post('/api/sign-out', {}, as)).status, 200)
    for (const stream of streams) await stream.until('event: closed')
  })

  async function openStream(as = doctor, whose = handle) {
    const answer = await fetch(`${door.origin}/api/changes?handle=${whose}`, {
      headers: { cookie: as.cookie },
    })
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.ok(answer.headers.get('content-security-policy'))
    const reader = answer.body!.getReader()
    let text = ''
    return {
      async until(wanted: string) {
        while (!text.includes(wanted)) {
          const { done, value } = await reader.read()
          if (done) break
          text += Buffer.from(value).toString()
        }
        assert.ok(text.includes(wanted), wanted)
        return text
      },
    }
  }

  /** `fetch` would take the encoding off. */
  function rawPost(path: string, body: unknown, encoding: string) {
    type Answer = { headers: Record<string, unknown>; bytes: Buffer }
    return new Promise<Answer>((resolve, reject) => {
      const asked = httpRequest(door.origin + path, {
        method: 'POST',
        headers: {
          cookie: doctor.cookie,
          'lcr-csrf': doctor.csrf,
          'content-type': 'application/json',
          'accept-encoding': encoding,
        },
      })
      asked.on('error', reject)
      asked.on('response', async (answer) => {
        const bytes = Buffer.concat(await answer.toArray())
        resolve({ headers: answer.headers, bytes })
      })
      asked.end(JSON.stringify(body))
    })
  }
})

function declaration() {
  return { reason: 'direct-care', words: 'They have just walked into the clinic.' }
}
