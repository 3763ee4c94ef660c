/**
 * Every route, every role, every kind of person (AC-T5; §8 number 12). The routes are those that
 * the product itself registers: one that nobody has said anything about fails here.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, ask } from './ask.ts'
import { type Cast, invite, kinds, type Somebody } from './cast.ts'
import { expectations } from './expectations.ts'
import {
  answerOf,
  listed,
  messageAbout,
  type OfPersons,
  personExpectations,
} from './expectations-persons.ts'
import { openProduct, type Product } from './product.ts'
import { type Caller, freshSession, type Roles, rolesOf } from './roles.ts'
import { shapeOf } from './shapes.ts'

/** Told of beside the tables above: they name no person in what is asked, or a message. */
const toldBelow = [
  'POST /api/my-patients',
  'POST /api/console/message',
  'POST /api/console/bytes',
  'POST /operator/messages/show',
  'POST /operator/messages/bytes',
  'POST /operator/find',
]

describe('12: AC-T5: the route matrix', () => {
  let product: Product
  let roles: Roles
  let casts: Cast[]
  const callers = () => Object.entries(roles.callers) as [Caller, Credentials][]
  type Credentials = Roles['callers'][Caller]

  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    const acting = Object.values(personExpectations).filter((one) => one.thenRecord)
    casts = await invite(product, roles, acting.length + 1)
  })
  after(() => product?.close())

  /** Files of the screen are named by what is in them. */
  const routeOf = ({ method, url }: { method: string; url: string }): string =>
    `${method} ${url.replace(/^\/assets\/.*\.(\w+)$/, '/assets/*.$1')}`

  const registered = () =>
    new Map(product.routes.filter((one) => one.method !== 'HEAD').map((one) => [routeOf(one), one]))

  test('no route is without an expectation, and no expectation without a route', () => {
    const expected = [
      ...Object.keys(expectations),
      ...Object.keys(personExpectations),
      ...toldBelow,
    ]
    assert.deepEqual([...registered().keys()].sort(), expected.sort())
    const methods = new Set(product.routes.map((one) => one.method))
    assert.deepEqual([...methods].sort(), ['GET', 'HEAD', 'POST', 'PUT'])
  })

  async function asks(
    method: string,
    path: string,
    credentials: Credentials,
    body: unknown,
  ): Promise<Answer> {
    return ask(product.origin, {
      method,
      path,
      firstBytes: true,
      headers: {
        ...(await credentials.headers()),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    })
  }

  test('each role is answered as expected, whatever it sends', async () => {
    const wrong: string[] = []
    for (const [route, { method, url }] of registered()) {
      const expected = expectations[route]
      if (!expected) continue
      for (const [caller, credentials] of callers()) {
        const shape = expected.answers[caller]
        const tries = [{ body: expected.body, wanted: shape }]
        const empty = expected.may?.includes(caller) ? expected.empty : shape
        if (expected.body && expected.may && empty) tries.push({ body: {}, wanted: empty })
        for (const { body, wanted } of tries) {
          const who = expected.ends ? await freshSession(product, credentials) : credentials
          const answer = await asks(method, expected.path ?? url, who, body)
          const got = shapeOf(answer)
          if (got !== wanted) wrong.push(`${route} ${caller}: ${got}, not ${wanted}`)
        }
      }
    }
    assert.deepEqual(wrong, [])
  })

  async function asksAbout(route: string, of: OfPersons, who: Credentials, one: Somebody) {
    const [method = '', path = ''] = route.split(' ')
    const at = of.query ? `${path}?${of.query(one, who.session)}` : path
    return shapeOf(await asks(method, at, who, of.body(one, who.session)), one)
  }

  async function compare(route: string, of: OfPersons, cast: Cast): Promise<string[]> {
    const wrong: string[] = []
    for (const [caller, who] of callers()) {
      for (const kind of kinds) {
        const got = await asksAbout(route, of, who, cast[kind])
        const wanted = answerOf(of.answers, caller, kind)
        if (got !== wanted) wrong.push(`${route} ${caller} ${kind}: ${got}, not ${wanted}`)
      }
    }
    return wrong
  }

  test('each role is answered as expected about each kind of person', async () => {
    const wrong: string[] = []
    for (const [route, of] of Object.entries(personExpectations)) {
      if (!of.thenRecord) wrong.push(...(await compare(route, of, casts[0]!)))
    }
    assert.deepEqual(wrong, [])
  })

  test('a list names who may be opened, and nobody else', async () => {
    for (const [caller, who] of callers()) {
      const answer = await asks('POST', '/api/my-patients', who, {})
      if (!who.session) {
        assert.equal(shapeOf(answer), 'sign-in', caller)
        continue
      }
      const { patients } = answer.json<{ patients: { nhsNumber: string }[] }>()
      const shown = patients.map((one) => one.nhsNumber)
      if (caller !== 'clinician') assert.deepEqual(shown, [], caller)
      else {
        for (const kind of kinds) {
          const wanted = listed[kind]
          assert.equal(shown.includes(casts[0]![kind].nhsNumber), wanted, `${caller} ${kind}`)
        }
      }
    }
  })

  test('a message is shown to who operates, and of somebody who objected to nobody', async () => {
    const wrong: string[] = []
    for (const [kind, wanted] of Object.entries(messageAbout)) {
      const { mrn } = casts[0]![kind as keyof typeof messageAbout]
      const [row] = await product.query<{ message_id: string }>(
        'SELECT message_id FROM inbox.message WHERE control_id = $1',
        [`S${mrn}`],
      )
      const body = { messageId: Number(row?.message_id) }
      for (const route of ['/api/console/message', '/api/console/bytes']) {
        for (const [caller, who] of callers()) {
          const isBytes = route.endsWith('bytes') && wanted === 'json'
          const mine = isBytes ? '200 application/octet-stream' : wanted
          const shape = caller === 'engineer' ? mine : who.session ? 'unknown' : 'sign-in'
          const got = shapeOf(await asks('POST', route, who, body))
          if (got !== shape) wrong.push(`${route} ${caller} ${kind}: ${got}, not ${shape}`)
        }
      }
      for (const route of ['/operator/messages/show', '/operator/messages/bytes']) {
        for (const [caller, who] of callers()) {
          const shape = caller === 'operator' ? wanted : '401-not-the-operator'
          const got = shapeOf(await asks('POST', route, who, body))
          if (got !== shape) wrong.push(`${route} ${caller} ${kind}: ${got}, not ${shape}`)
        }
      }
    }
    assert.deepEqual(wrong, [])
  })

  test('the command line finds for who is also signed in, and no more than the screen does', async () => {
    const wrong: string[] = []
    const { operator } = roles.callers
    const find = personExpectations['POST /api/find']!
    for (const [caller, who] of callers()) {
      for (const kind of kinds) {
        const body = { value: casts[0]![kind].nhsNumber }
        const alone = shapeOf(await asks('POST', '/operator/find', who, body))
        if (caller === 'operator' ? alone !== 'sign-in' : alone !== '401-not-the-operator') {
          wrong.push(`${caller} alone ${kind}: ${alone}`)
        }
        if (!who.session) continue
        const both = {
          ...who,
          headers: async () => ({ ...(await who.headers()), ...(await operator.headers()) }),
        }
        const got = shapeOf(await asks('POST', '/operator/find', both, body), casts[0]![kind])
        const wanted = answerOf(find.answers, caller, kind)
        if (got !== wanted) wrong.push(`${caller} with the key ${kind}: ${got}, not ${wanted}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

  test('what each role does about each kind of person opens and hides what it should, and no more', async () => {
    const wrong: string[] = []
    const acts = Object.entries(personExpectations).filter(([, of]) => of.thenRecord)
    for (const [at, [route, of]] of acts.entries()) {
      wrong.push(...(await compare(route, of, casts[at + 1]!)))
      for (const [then, answers] of [
        ['POST /api/record', of.thenRecord],
        ['POST /api/document', of.thenDocument],
      ] as const) {
        if (!answers) continue
        const asked = { ...personExpectations[then]!, answers }
        const after = await compare(then, asked, casts[at + 1]!)
        wrong.push(...after.map((line) => `after ${route}: ${line}`))
      }
      // A day goes by: who declares all day is stopped.
      await product.query(
        `UPDATE access.declaration SET declared_at = declared_at - interval '2 days'
         WHERE kind IN ('self-declared', 'patient-consent')`,
      )
    }
    assert.deepEqual(wrong, [])
  })

  test('nothing of the API is done without the token of the session, or for another site', async () => {
    const { clinician } = roles.callers
    const strange: Readonly<Record<string, string>>[] = [
      { 'lcr-csrf': '' },
      { 'lcr-csrf': roles.keeper.csrf },
      { origin: 'https://example.org' },
      { 'sec-fetch-site': 'cross-site' },
    ]
    const exempt = ['/api/session', '/api/sign-out']
    for (const { method, url } of registered().values()) {
      if (method !== 'POST' || !url.startsWith('/api/') || exempt.includes(url)) continue
      for (const more of strange) {
        const who = {
          ...clinician,
          headers: async () => ({ ...(await clinician.headers()), ...more }),
        }
        const answer = await asks('POST', url, who, {})
        assert.equal(shapeOf(answer), '403-not-from-our-page', `${url} ${JSON.stringify(more)}`)
      }
    }
  })

  test('metrics know one address, and it is not on the server that the public reaches', async () => {
    const from = (origin: string, path: string, method = 'GET') => ask(origin, { method, path })
    assert.equal((await from(product.metrics, '/metrics')).status, 200)
    for (const path of [
      '/',
      '/metrics/',
      '/METRICS',
      '/metrics?x',
      '/api/session',
      '/operator/messages',
    ]) {
      assert.equal((await from(product.metrics, path)).status, 404, path)
    }
    assert.equal((await from(product.metrics, '/metrics', 'POST')).status, 404)
    assert.equal((await from(product.origin, '/metrics')).status, 404)
  })
})
