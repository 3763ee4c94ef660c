/** Requests as an attacker writes them: other people's names for things, other verbs, other paths. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Answer, ask } from './ask.ts'
import { type Cast, invite, reasonFor } from './cast.ts'
import { bornOn, openProduct, type Product, type SignedIn } from './product.ts'
import { type Roles, rolesOf } from './roles.ts'

const unknownView = '{"outcome":"error","code":"unknown","words":"That is not available to you."}'

describe('requests of an attacker', () => {
  let product: Product
  let roles: Roles
  let cast: Cast
  let clinician: SignedIn
  let reader: SignedIn
  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    cast = (await invite(product, roles))[0]!
    clinician = roles.clinician
    reader = roles.callers.reader.session!
  })
  after(() => product?.close())

  const raw = (method: string, path: string, headers: object = {}, body?: string) =>
    ask(product.origin, { method, path, headers: { ...headers }, body, firstBytes: true })
  const asWho = ({ cookie, csrf }: SignedIn) => ({ cookie, 'lcr-csrf': csrf })
  const json = { 'content-type': 'application/json' }
  const isUnknown = (answer: Answer, what: string) => {
    assert.equal(`${answer.status} ${answer.text}`, `404 ${unknownView}`, what)
    assert.equal(answer.headers['cache-control'], 'no-store', what)
    assert.equal(answer.headers.etag, undefined, what)
  }
  /** Whoever is on the page of somebody has their name, number or letter. */
  const tellsNothing = (answer: Answer, what: string) => {
    assert.doesNotMatch(answer.text, /CANARY|ROBIN|999000\d{4}|The letter/, what)
    assert.doesNotMatch(JSON.stringify(answer.rawHeaders), /CANARY|999000\d{4}/, what)
  }

  test('AT-14: no id of another session, person or kind of thing is worth anything', async () => {
    const { related, objected, guarded } = cast
    const mine = clinician.handle(related.personId)
    const [event] = await product.query<{ event_id: string }>(
      'SELECT event_id FROM audit.event LIMIT 1',
    )
    const [message] = await product.query<{ message_id: string }>(
      'SELECT message_id FROM inbox.message LIMIT 1',
    )
    const wrong = [
      reader.handle(related.personId),
      roles.keeper.handle(related.personId),
      String(related.personId),
      related.nhsNumber,
      related.mrn,
      related.hash,
      event!.event_id,
      clinician.secret,
      clinician.csrf,
      mine.slice(0, -1),
      `${mine}A`,
      mine.toLowerCase(),
      `${mine}=`,
      '',
    ]
    for (const handle of wrong) {
      isUnknown(await product.post('/api/record', { handle }, clinician), 'record')
      isUnknown(await product.post('/api/why', { handle }, clinician), 'why')
      isUnknown(
        await product.post('/api/document', { handle, hash: related.hash }, clinician),
        'document',
      )
      isUnknown(await product.post('/api/declare', reasonFor(handle), clinician), 'declare')
      isUnknown(
        await raw('GET', `/api/changes?handle=${encodeURIComponent(handle)}`, asWho(clinician)),
        'changes',
      )
    }
    // A letter of somebody else, by the handle of whom one may open, is not found in the record.
    for (const { hash } of [objected, guarded, cast.unrelated]) {
      isUnknown(await product.post('/api/document', { handle: mine, hash }, clinician), 'hash')
    }
    const messageId = Number(message!.message_id)
    for (const path of ['message', 'bytes']) {
      isUnknown(await product.post(`/api/console/${path}`, { messageId }, clinician), path)
      const engineer = roles.callers.engineer.session!
      isUnknown(await product.post(`/api/console/${path}`, { messageId: 999_999 }, engineer), path)
    }
    const [objection] = await product.query<{ objection_id: string }>(
      'SELECT objection_id FROM access.objection',
    )
    const { objection_id: objectionId } = objection!
    isUnknown(await product.post('/api/desk/objection', { objectionId }, clinician), 'objection')
    isUnknown(
      await product.post('/api/desk/objection', { objectionId }, roles.officer),
      'objection',
    )
    const other = crypto.randomUUID()
    isUnknown(
      await product.post('/api/desk/objection', { objectionId: other }, roles.keeper),
      'objection',
    )
  })

  test('AT-14: a cookie of one and the token of another are neither', async () => {
    for (const [cookie, csrf] of [
      [clinician.cookie, reader.csrf],
      [reader.cookie, clinician.csrf],
      [`${reader.cookie}; ${clinician.cookie}`, clinician.csrf],
    ]) {
      const answer = await raw(
        'POST',
        '/api/record',
        { ...json, cookie, 'lcr-csrf': csrf },
        JSON.stringify({ handle: clinician.handle(cast.related.personId) }),
      )
      assert.ok([401, 403].includes(answer.status), answer.text)
      tellsNothing(answer, 'mixed')
    }
  })

  test('AT-15: what logs, referrers and histories could hold is no way in', async () => {
    const { personId, nhsNumber, mrn } = cast.related
    for (const id of [personId, nhsNumber, mrn]) {
      for (const path of [
        `/record/${id}`,
        `/api/record/${id}`,
        `/patient/${id}`,
        `/fhir/Patient/${id}`,
        `/?handle=${clinician.handle(personId)}`,
        `/#${id}`,
      ]) {
        tellsNothing(await raw('GET', path, asWho(clinician)), path)
      }
    }
    // A handle from yesterday's session of the same user.
    const again = await product.as('emergency-doctor')
    isUnknown(
      await product.post('/api/record', { handle: clinician.handle(personId) }, again),
      'yesterday',
    )
  })

  test('AT-16: a body about two people is refused whole', async () => {
    const [mine, theirs] = [cast.related, cast.objected].map((one) =>
      clinician.handle(one.personId),
    )
    for (const body of [
      [{ handle: mine }, { handle: theirs }],
      { handle: [mine, theirs] },
      { handle: mine, handles: [theirs] },
      { handle: mine, person: theirs },
      { handle: mine, _bundle: [{ handle: theirs }] },
      { requests: [{ path: '/api/record', body: { handle: theirs } }] },
      { handle: mine, __proto__x: { handle: theirs } },
    ]) {
      for (const path of [
        'record',
        'document',
        'why',
        'declare',
        'grant',
        'break-seal',
        'consent',
      ]) {
        const answer = await product.post(`/api/${path}`, body, clinician)
        assert.equal(answer.status, 400, path)
        tellsNothing(answer, path)
      }
    }
    for (const path of [
      '/api/batch',
      '/api/_bundle',
      '/api/$batch',
      '/api',
      '/api/',
      '/api/graphql',
      '/graphql',
    ]) {
      assert.equal((await product.post(path, [{ handle: mine }], clinician)).status, 404, path)
    }
    // Named twice in one body: whichever is meant, the answer says whom it is about.
    const twice = `{"handle":"${theirs}","handle":"${mine}"}`
    const answer = await raw('POST', '/api/record', { ...json, ...asWho(clinician) }, twice)
    const about = answer.headers['lcr-about']
    if (answer.status === 200) assert.equal(about, mine)
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const other = await raw(
        'POST',
        '/api/record',
        { ...asWho(clinician), 'content-type': type },
        `handle=${mine}`,
      )
      assert.ok([400, 415].includes(other.status), `${type}: ${other.status}`)
    }
    const bundle = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: 'Patient' } }],
    }
    const feed = await roles.callers.feed.headers()
    const read = await raw('POST', '/fhir', { ...feed, ...json }, JSON.stringify(bundle))
    tellsNothing(read, 'a batch that reads')
    assert.ok(
      read.status >= 400 || !/"resource"\s*:\s*\{\s*"resourceType"\s*:\s*"Patient"/.test(read.text),
    )
  })

  /** Ways of writing an address and a verb that some server or proxy somewhere takes for another. */
  const spellings = [
    '/api/record/',
    '/api/record.',
    '/api/record%2e',
    '/api/record.json',
    '/api/record%00',
    '/api/record%20',
    '/api/record;x=1',
    '/API/RECORD',
    '/Api/Record',
    '//api/record',
    '/api//record',
    '/api/./record',
    '/api/x/../record',
    '/api%2frecord',
    '/api%2Frecord',
    '/api/%72ecord',
    '/%61pi/record',
    '/api\\record',
    '/api/%2e/record',
    '/api/..%2fapi/record',
    '/about/../api/record',
    '/about/..%2fapi%2frecord',
    '/assets/../api/record',
    '/api/record?handle=x&handle=y',
    '/api/record?_method=GET',
    '/api/record%3f',
    '/api/record#x',
    '/api/rec%C3%B3rd',
    '/operator/../api/record',
  ]
  const overrides = [
    { 'x-http-method-override': 'POST' },
    { 'x-http-method': 'POST' },
    { 'x-method-override': 'DELETE' },
    { 'x-forwarded-user': 'emergency-doctor' },
    { 'x-remote-user': 'emergency-doctor' },
    { 'x-original-url': '/api/record' },
    { 'x-rewrite-url': '/api/record' },
    { 'x-forwarded-host': 'example.org', 'x-forwarded-proto': 'https' },
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1;host=localhost' },
    { 'x-forwarded-prefix': '/operator' },
    { host: 'example.org' },
    { 'transfer-encoding': 'identity' },
    { 'x-lcr-user': 'operator', 'lcr-decision': 'permit' },
  ]

  test('AT-17: no verb, header or spelling of an address changes a decision', async () => {
    const callers = { nobody: undefined, clerk: roles.callers.clerk.session, reader, clinician }
    for (const [caller, who] of Object.entries(callers)) {
      const { personId } = caller === 'clinician' ? cast.objected : cast.related
      const body = JSON.stringify({ handle: who?.handle(personId) ?? clinician.handle(personId) })
      const head = { ...json, ...(who && asWho(who)) }
      for (const path of spellings) {
        const answer = await raw('POST', path, head, body)
        assert.ok(answer.status >= 300, `${caller} ${path}: ${answer.status}`)
        tellsNothing(answer, `${caller} ${path}`)
      }
      for (const more of overrides) {
        const words = `${caller} ${JSON.stringify(more)}`
        for (const [method, path] of [
          ['POST', '/api/record'],
          ['GET', '/api/record'],
          ['POST', '/'],
          ['POST', '/api/session'],
        ] as const) {
          const answer = await raw(
            method,
            path,
            { ...head, ...more },
            method === 'GET' ? undefined : body,
          ).catch(() => undefined)
          if (!answer) continue
          if (path !== '/api/session') assert.ok(answer.status >= 300, `${words} ${answer.status}`)
          else if (!who) assert.equal(answer.status >= 400, true, words)
          tellsNothing(answer, words)
        }
        const operator = await raw('GET', '/operator/messages', { ...head, ...more })
        assert.ok([400, 401].includes(operator.status), words)
      }
    }
  })

  test('AT-17: every address answers to its own verbs, and a question twice is none', async () => {
    const addresses = new Map<string, Set<string>>()
    for (const { method, url } of product.routes) {
      if (/[:*]/.test(url)) continue
      addresses.set(url, (addresses.get(url) ?? new Set()).add(method))
    }
    const proof = async () => ({ authorization: `Bearer ${await product.proof()}` })
    for (const [url, methods] of addresses) {
      for (const method of [
        'GET',
        'POST',
        'PUT',
        'PATCH',
        'DELETE',
        'OPTIONS',
        'PROPFIND',
        'TRACE',
      ]) {
        // With each HEAD there is its GET, also where an address ends with a slash or does not.
        if (methods.has(method) || (method === 'GET' && methods.has('HEAD'))) continue
        const more = url.startsWith('/operator') ? await proof() : asWho(clinician)
        const answer = await raw(method, url, more)
        assert.ok(
          [400, 401, 404, 405].includes(answer.status),
          `${method} ${url}: ${answer.status}`,
        )
        assert.equal(answer.headers['access-control-allow-origin'], undefined)
        tellsNothing(answer, `${method} ${url}`)
      }
    }
    const handle = clinician.handle(cast.related.personId)
    for (const query of [
      `handle=${handle}&handle=${handle}`,
      `handle[]=${handle}`,
      `handle=${handle}&x=1`,
      `HANDLE=${handle}`,
    ]) {
      isUnknown(await raw('GET', `/api/changes?${query}`, asWho(clinician)), query)
    }
  })

  test('AT-20: nothing is searched, chained, included, counted or sorted: there is no reading by FHIR', async () => {
    const { nhsNumber } = cast.related
    const feed = await roles.callers.feed.headers()
    const questions = [
      `Patient?identifier=${nhsNumber}`,
      'Patient?_has:Observation:patient:code=1234-5',
      'Observation?patient.family=CANARY',
      'Observation?subject:Patient.name=CANARY&_include=Observation:subject',
      'Patient?_revinclude=Observation:subject',
      'Patient?_elements=name&_summary=count&_total=accurate',
      'Patient?_sort=-birthdate',
      'Patient?_filter=name eq "CANARY"'.replaceAll(' ', '%20'),
      'Patient?name:missing=false',
      'Condition?code:not=1',
      'Condition?code:above=1',
      'Patient/$everything',
      'Patient/1',
      'Patient/1/_history',
      '_history',
      'Patient/_search',
      '_search?_type=Patient',
      '$export',
      'Binary/1',
      '',
    ]
    for (const question of questions) {
      for (const headers of [feed, asWho(clinician), {}]) {
        const answer = await raw('GET', `/fhir/${question}`, headers)
        assert.ok([400, 401, 404].includes(answer.status), `${question}: ${answer.status}`)
        tellsNothing(answer, question)
      }
      const [at = '', query = ''] = question.split('?')
      const posted = await raw(
        'POST',
        `/fhir/${at}/_search`,
        { ...feed, 'content-type': 'application/x-www-form-urlencoded' },
        query,
      )
      assert.ok([400, 404, 415].includes(posted.status), `${question}: ${posted.status}`)
    }
    // What the API takes are its fields and no others.
    for (const more of [
      { _include: '*' },
      { _elements: 'name' },
      { _summary: 'count' },
      { _total: 'accurate' },
      { family: 'CANARY' },
      { 'birthDate:missing': true },
      { nhsNumber: '' },
      { nhsNumber: `${nhsNumber.slice(0, 5)}*` },
      { birthDate: '1985' },
      { nhsNumber: { $ne: '' } },
    ]) {
      const answer = await product.post(
        '/api/find',
        { nhsNumber, birthDate: bornOn, ...more },
        clinician,
      )
      assert.equal(answer.status, 400, JSON.stringify(more))
      tellsNothing(answer, JSON.stringify(more))
    }
  })

  test('AT-22: after a refusal nothing else tells that there was somebody', async () => {
    const around = async () => {
      const mine = await product.post('/api/my-patients', {}, reader)
      const session = await product.post('/api/session', { look: true }, reader)
      const { idleUntil, ...rest } = session.json()
      return [mine.text, JSON.stringify(rest), (await raw('GET', '/', asWho(reader))).text]
    }
    const before = await around()
    for (const { personId, nhsNumber, hash } of [
      cast.related,
      cast.objected,
      cast.guarded,
      cast.unknown,
    ]) {
      const handle = reader.handle(personId)
      const answers = [
        await product.post('/api/find', { nhsNumber, birthDate: bornOn }, reader),
        await product.post('/api/record', { handle }, reader),
        await product.post('/api/record', { handle, version: 1 }, reader),
        await product.post('/api/document', { handle, hash }, reader),
        await product.post('/api/why', { handle }, reader),
        await product.post('/api/declare', reasonFor(handle), reader),
        await raw('GET', `/api/changes?handle=${handle}`, asWho(reader)),
      ]
      for (const answer of answers) {
        tellsNothing(answer, 'refused')
        assert.equal(answer.headers.etag, undefined)
        assert.equal(answer.headers['lcr-permit'], undefined)
      }
    }
    assert.deepEqual(await around(), before)
  })

  test('AT-42: under no address is an answer about somebody kept by a cache', async () => {
    const handle = clinician.handle(cast.related.personId)
    for (const path of [
      '/api/record/x.css',
      '/api/record.css',
      '/api/record;x.css',
      '/api/record%2fx.css',
      '/api/record%0ax.css',
      '/api/record%23x.css',
      '/record/x.css',
      `/record/${handle}/x.css`,
      `/api/changes/x.js?handle=${handle}`,
      `/assets/..%2fapi%2fsession`,
      '/api/session/x.ico',
      '/robots.txt/../api/session',
      '/about/x.css',
    ]) {
      for (const method of ['GET', 'POST']) {
        const answer = await raw(
          method,
          path,
          { ...json, ...asWho(clinician) },
          method === 'POST' ? JSON.stringify({ handle }) : undefined,
        )
        tellsNothing(answer, path)
        assert.ok(answer.status >= 400, `${method} ${path}: ${answer.status}`)
      }
    }
    for (const path of ['/api/record', '/api/why', '/api/document']) {
      const answer = await product.post(
        path,
        { handle, ...(path.endsWith('document') && { hash: cast.related.hash }) },
        clinician,
      )
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers['cache-control'], 'no-store', path)
    }
    // Whatever may be kept is the same for everybody.
    for (const { method, url } of product.routes) {
      if (method !== 'GET' || /[:*]/.test(url) || url.startsWith('/operator')) continue
      const mine = await raw('GET', url, asWho(clinician))
      if (!/public|max-age=[1-9]/.test(String(mine.headers['cache-control'] ?? ''))) continue
      assert.equal(mine.text, (await raw('GET', url)).text, url)
      assert.equal(mine.headers['set-cookie'], undefined, url)
    }
  })

  test('AT-43: no page may be framed, and no script listens to what another window says', async () => {
    for (const { method, url } of product.routes) {
      if (method !== 'GET' || /[:*]/.test(url) || url.startsWith('/demonstration')) continue
      const answer = await raw('GET', url, asWho(clinician))
      if (!String(answer.headers['content-type']).startsWith('text/html')) continue
      assert.match(String(answer.headers['content-security-policy']), /frame-ancestors 'none'/, url)
      assert.doesNotMatch(
        String(answer.headers['content-security-policy']),
        /unsafe-inline.*script|script-src[^;]*unsafe/,
        url,
      )
    }
    const screen = path.resolve(import.meta.dirname, '../../viewer')
    for await (const file of glob('**/*.{ts,tsx}', { cwd: screen })) {
      const text = await readFile(path.join(screen, file), 'utf8')
      assert.doesNotMatch(
        text,
        /(?:window|self|globalThis|^|\s)\.?addEventListener\(\s*['"`]message|postMessage\([^)]*['"`]\*/,
        file,
      )
    }
  })

  test('AT-19: numbers with valid check digits, one after another, are soon refused, and written down', async () => {
    const user = { key: 'https://issuer.example|counts', activities: ['B0360', 'B0370'] }
    const who = await product.session(user)
    const numbers = sequential(300)
    let refused = 0
    for (const nhsNumber of numbers) {
      const answer = await product.post('/api/find', { nhsNumber, birthDate: bornOn }, who)
      if (answer.status === 429) refused++
      else assert.equal(refused, 0, 'once refused, nothing more is found')
    }
    assert.equal(refused, numbers.length - 60)
    const [row] = await product.query<{ n: string }>(
      'SELECT count(*) AS n FROM audit.event WHERE user_key = $1',
      [user.key],
    )
    assert.equal(Number(row!.n), numbers.length)
    // Another session, window or address of the same user is the same user.
    const again = await product.session(user)
    const more = await product.post(
      '/api/find',
      { nhsNumber: numbers[0], birthDate: bornOn },
      again,
      { 'x-forwarded-for': '10.0.0.1' },
    )
    assert.equal(more.status, 429)
  })

  test('AT-19 AC-18: nor by the desk’s search, or with the key of the command line', async () => {
    const numbers = sequential(100)
    for (const [path, activity] of [
      ['/api/desk/find', 'LCR-LOCAL-OBJECTIONS'],
      ['/api/desk/guarded', 'B0016'],
    ] as const) {
      const who = await product.session({
        key: `https://issuer.example|${activity}`,
        activities: [activity],
      })
      const statuses = new Set<number>()
      for (const nhsNumber of numbers) {
        statuses.add((await product.post(path, { nhsNumber, birthDate: bornOn }, who)).status)
      }
      assert.ok(statuses.has(429), `${path}: ${[...statuses]}`)
    }
  })

  /** Valid numbers in their order, as somebody tries them who has no list. */
  function sequential(count: number): string[] {
    const found: string[] = []
    for (let nine = 999_100_000; found.length < count; nine++) {
      const digits = [...String(nine)]
      const sum = digits.reduce((all, digit, at) => all + Number(digit) * (10 - at), 0)
      const check = (11 - (sum % 11)) % 11
      if (check < 10) found.push(`${nine}${check}`)
    }
    return found
  }
})
