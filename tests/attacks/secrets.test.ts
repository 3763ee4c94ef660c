/** What is written down where it should not be: secrets in the code, people in logs and addresses. */
import assert from 'node:assert/strict'
import { glob, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { buildViewerIfNeeded } from '../../viewer/build.ts'
import { hl7Time } from '../journeys/fixtures/care.ts'
import { admission } from '../journeys/fixtures/messages.ts'
import { ask } from './ask.ts'
import { type Cast, invite, reasonFor } from './cast.ts'
import { bornOn, openProduct, type Product } from './product.ts'
import { type Roles, rolesOf } from './roles.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** As the usual scanners know them, and what is ours. */
const secrets: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[\w+/=]{20}/,
  'a private JWK': /"d"\s*:\s*"[\w-]{20,}"/,
  'a symmetric JWK': /"k"\s*:\s*"[\w-]{20,}"/,
  'a JWT': /\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}/,
  'a cloud key': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b/,
  'a token of a forge or registry': /\b(?:ghp|gho|ghs|github_pat|glpat|npm)_[\w]{20,}/,
  'a chat token': /\bxox[abprs]-[\w-]{10,}/,
  'a secret key of a service': /\bsk[-_](?:live|test|ant|proj)[-_][\w-]{16,}/,
  'a password in an address': /\b[a-z]+:\/\/[^\s/:@'"`{}$]+:[^\s/:@'"`{}$]{4,}@[\w.-]+/,
  'a password in words':
    /\b(?:password|passwd|client_?secret|api_?key)["']?\s*[:=]\s*["'][^"'\s${}<>]{8,}["']/i,
}

function found(text: string): string[] {
  return Object.entries(secrets).flatMap(([what, shape]) => (shape.test(text) ? [what] : []))
}

describe('18: AT-18: secrets', () => {
  test('the scan finds what it should', () => {
    const one = (at: string) => found(at)
    assert.deepEqual(one(`-----BEGIN PRIVATE KEY-----\n${'A'.repeat(40)}`), ['a private key'])
    assert.deepEqual(one(`{"kty":"EC","d":"${'x'.repeat(43)}"}`), ['a private JWK'])
    assert.deepEqual(one(`postgres://lcr:${'hunter2'}@db.example/lcr`), [
      'a password in an address',
    ])
    assert.deepEqual(one(`clientSecret: '${'x'.repeat(12)}'`), ['a password in words'])
  })

  test('the repository holds none, and no file that is one', async () => {
    const isOurs = (name: string) =>
      !/^(?:node_modules|dist|data|\.git|\.cache|\.stryker-tmp|reports)$/.test(name)
    let seen = 0
    for await (const file of glob('**/*', { cwd: root, exclude: (name) => !isOurs(name) })) {
      assert.doesNotMatch(file, /(?:^|\/)\.env|\.(?:pem|p12|pfx|key|jks)$/)
      const text = await readFile(path.join(root, file), 'latin1').catch(() => '')
      assert.deepEqual(found(text), [], file)
      seen++
    }
    assert.ok(seen > 500)
  })

  test('the built screen holds none, has no source maps, and knows nothing of the machine', async () => {
    const folder = await buildViewerIfNeeded()
    let seen = 0
    for await (const file of glob('**/*', { cwd: folder })) {
      if (!(await stat(path.join(folder, file))).isFile()) continue
      seen++
      assert.doesNotMatch(file, /\.map$/)
      const text = await readFile(path.join(folder, file), 'latin1')
      assert.deepEqual(found(text), [], file)
      assert.doesNotMatch(text, /sourceMappingURL=/, file)
      assert.doesNotMatch(text, /process\.env\.(?!NODE_ENV)\w|DATABASE_URL|LCR_[A-Z]+_FILE/, file)
      assert.ok(!text.includes(root), file)
    }
    assert.ok(seen > 3)
  })
})

describe('40: AT-41: canaries are nowhere but in the record', () => {
  let product: Product
  let roles: Roles
  let cast: Cast
  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    cast = (await invite(product, roles))[0]!
  })
  after(() => product?.close())

  /** Names, numbers, hospital numbers, birth dates and addresses of those who are planted. */
  const canary = (text: string): string[] =>
    text.match(
      /CANARY\w*|ROBIN|9990\d{6}|999 0\d\d \d{4}|1985-?03-?14|EXAMPLE ROAD|SE5 9ZZ|7946 0123/g,
    ) ?? []

  test('an answer that fails repeats nothing of what was asked', async () => {
    const { nhsNumber, personId } = cast.related
    const name = 'CANARYWORD'
    const { clinician, keeper } = roles
    const handle = clinician.handle(personId)
    const wrong: [string, unknown][] = [
      ['/api/find', { nhsNumber, birthDate: `${bornOn}T`, name }],
      ['/api/find', { nhsNumber: `${nhsNumber}9`, birthDate: bornOn }],
      ['/api/record', { handle: name }],
      ['/api/record', { handle, [nhsNumber]: 1 }],
      ['/api/declare', { ...reasonFor(handle), reason: name }],
      ['/api/document', { handle, hash: name }],
      [`/api/${nhsNumber}`, {}],
      [`/api/find?nhsNumber=${nhsNumber}&name=${name}`, { name }],
      ['/api/desk/find', { nhsNumber, birthDate: name }],
      ['/api/console/messages', { controlId: [nhsNumber] }],
    ]
    for (const [at, body] of wrong) {
      for (const who of [clinician, keeper, undefined]) {
        const answer = await product.post(at, body, who)
        assert.ok(answer.status >= 400, at)
        assert.deepEqual(canary(`${answer.text} ${answer.rawHeaders}`), [], at)
      }
    }
    const raw = `{"nhsNumber":"${nhsNumber}","name":"${name}"`
    const headers = {
      'content-type': 'application/json',
      cookie: clinician.cookie,
      'lcr-csrf': clinician.csrf,
    }
    const unread = await ask(product.origin, {
      method: 'POST',
      path: '/api/find',
      headers,
      body: raw,
    })
    assert.deepEqual(canary(unread.text), [])
    const feed = await roles.callers.feed.headers()
    for (const body of [
      `{"resourceType":"Patient","id":"${nhsNumber}","name":"${name}"}`,
      `{"${name}":${nhsNumber}`,
      `{"resourceType":"Observation","valueQuantity":{"value":"${name}"},"subject":{"reference":"Patient/${nhsNumber}"}}`,
    ]) {
      const answer = await ask(product.origin, {
        method: 'POST',
        path: `/fhir/Patient`,
        headers: { ...feed, 'content-type': 'application/fhir+json' },
        body,
      })
      assert.deepEqual(canary(answer.text), [], body)
    }
    for (const at of [
      `/operator/${nhsNumber}`,
      `/about/${name}`,
      `/${name}?x=${nhsNumber}`,
      `/fhir/Patient/${nhsNumber}`,
      `/sign-in/callback?code=${nhsNumber}&state=${name}`,
      `/launch?launch=${nhsNumber}&iss=https://${name}.example`,
    ]) {
      const answer = await ask(product.origin, { method: 'GET', path: at })
      assert.deepEqual(canary(`${answer.text} ${answer.rawHeaders}`), [], at)
    }
  })

  test('no header of an answer about somebody says who, and no address or cookie does', async () => {
    const { clinician } = roles
    const handle = clinician.handle(cast.related.personId)
    for (const [at, more] of [
      ['record', {}],
      ['why', {}],
      ['document', { hash: cast.related.hash }],
    ] as const) {
      const answer = await product.post(`/api/${at}`, { handle, ...more }, clinician)
      assert.equal(answer.status, 200)
      const permit = Buffer.from(String(answer.headers['lcr-permit'] ?? ''), 'base64url').toString()
      assert.deepEqual(canary(`${answer.rawHeaders} ${permit}`), [], at)
    }
    assert.deepEqual(canary(handle), [])
  })

  test('what the program says, what it counts and the files beside its database: 0 hits', async () => {
    const at = hl7Time(Date.now())
    const broken = [
      admission({ control: 'CANARYCONTROL', mrn: '7', family: 'CANARYBAD', at: 'CANARYDATE' }),
      admission({ control: 'C2', mrn: '', nhs: '9990000018', family: 'CANARYBAD', at }),
      admission({ control: 'C3', mrn: '9', born: 'CANARYBORN', at }),
      `MSH|^~\\&|PAS|RJZ|LCR|LCR|${at}||ADT^A01|C4|P|2.4\nPID|||CANARYBAD\\X00\\^^^RJZ^MR`,
      'CANARY is no message at all 9990000018',
    ]
    await product.send(...broken)
    const search = await product.operator('/set-aside')
    assert.equal(search.status, 200)
    assert.deepEqual(canary(search.text), [], 'words of what is set aside')
    const metrics = await ask(product.metrics, { method: 'GET', path: '/metrics' })
    assert.deepEqual(canary(metrics.text), [], 'metrics')
    assert.deepEqual(canary(product.said.join('\n')), [], 'lines for the operator')
    const files = await readdir(product.dataFolder, { recursive: true, withFileTypes: true })
    for (const file of files.filter((each) => each.isFile())) {
      const text = await readFile(path.join(file.parentPath, file.name), 'latin1')
      assert.deepEqual(canary(text), [], file.name)
    }
    const tasks = await product.query<{ words: string }>('SELECT words FROM access.task')
    assert.deepEqual(canary(JSON.stringify(tasks)), [], 'tasks')
    const audit = await product.query(
      'SELECT reasons, relationship, withhold, detail, request_id FROM audit.event',
    )
    assert.deepEqual(
      canary(JSON.stringify(audit)),
      [],
      'what the audit holds beside who it is about',
    )
  })
})
