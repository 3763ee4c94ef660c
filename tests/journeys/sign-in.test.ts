import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fastify from 'fastify'
import { identityProviderDoor } from '../../src/doors/identity-provider/identity-provider.ts'
import { professionals } from '../../src/doors/identity-provider/professionals.ts'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import { createSigningKeys } from '../../src/doors/identity-provider/signing-keys.ts'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import { openDoor } from './sign-in-door.ts'

describe('signing in through the built-in identity provider', () => {
  let door: Awaited<ReturnType<typeof openDoor>>
  before(async () => {
    door = await openDoor()
  })
  after(() => door.close())

  it('every professional with one role arrives in that role, and it is written down', async () => {
    for (const { login, uid, name, roles } of professionals.filter(
      (each) => each.roles.length === 1,
    )) {
      const { cookie } = await signInAs(door.origin, login)
      const answer = await door.post('/api/session', {}, { cookie })
      const view = (await answer.json()) as SessionView
      assert.equal(view.user.name, name)
      assert.equal(view.user.organisationOds, roles[0]?.ods)
      assert.equal(view.demonstration, true)
      assert.ok(door.told.includes(`in ${uid} ${roles[0]?.ods}`))
    }
  })

  it('who has two roles is asked, and gets the one that was chosen', async () => {
    const second = await signInAs(door.origin, 'two-roles', 1)
    const view = (await (await door.post('/api/session', {}, second)).json()) as SessionView
    assert.equal(view.user.organisationOds, 'G85016')
    assert.equal(view.user.role, 'Clinical Practitioner Access Role')
  })

  it('a form of our own page is taken, though browsers call its origin null', async () => {
    const choose = (more: Record<string, string>) =>
      fetch(`${door.origin}/sign-in/role`, { method: 'POST', headers: more, redirect: 'manual' })
    assert.equal((await choose({ origin: 'null', 'sec-fetch-site': 'same-origin' })).status, 303)
    assert.equal((await choose({ origin: 'null', 'sec-fetch-site': 'cross-site' })).status, 403)
    assert.equal((await choose({ origin: 'null' })).status, 403)
  })

  it('who has no role is told so and gets no session', async () => {
    const sessions = door.sessions.size
    await assert.rejects(signInAs(door.origin, 'no-role'), { kind: 'refused' })
    assert.equal(door.sessions.size, sessions)
  })

  it('a login that does not exist is not taken', async () => {
    await assert.rejects(signInAs(door.origin, 'nobody'), { kind: 'refused' })
  })

  it('the browser gets one opaque, prefixed cookie and never a token (AC-08)', async () => {
    const { cookie } = await signInAs(door.origin, 'gp')
    assert.match(cookie, /^__Host-lcr=[\w-]{43}$/)
    const begun = await fetch(`${door.origin}/sign-in`, { redirect: 'manual' })
    assert.match(
      begun.headers.getSetCookie().join(),
      /^__Host-lcr-sign-in=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('begins where the provider sends back to, because cookies belong to one host name', async () => {
    const begun = await fetch(`${door.origin.replace('localhost', '127.0.0.1')}/sign-in`, {
      redirect: 'manual',
    })
    assert.equal(begun.headers.get('location'), `${door.origin}/sign-in`)
  })

  it('signing out needs the token of the session, and ends it at once', async () => {
    const as = await signInAs(door.origin, 'pharmacist')
    assert.equal((await door.post('/sign-out', {}, { cookie: as.cookie })).status, 403)
    assert.equal((await door.post('/sign-out', {}, as)).status, 200)
    assert.equal((await door.post('/api/session', {}, as)).status, 401)
    assert.ok(door.told.includes('out 910000000107 RJ2'))
  })

  it('a session ends thirty minutes after its last use; what a screen does by itself is no use', async () => {
    const as = await signInAs(door.origin, 'gp')
    const { patients } = (await (await door.post('/api/my-patients', {}, as)).json()) as {
      patients: { handle: string }[]
    }
    const { handle } = patients[0]!
    door.clock.skip += 29 * 60_000
    assert.equal((await door.post('/api/record', { handle, version: 7 }, as)).status, 304)
    door.clock.skip += 2 * 60_000
    assert.equal((await door.post('/api/session', {}, as)).status, 401)
    door.clock.skip = 0
  })

  it('the provider wants PKCE and its one redirect address', async () => {
    const at = `${door.origin}/demonstration-sign-in/auth?client_id=london-care-record&scope=openid&response_type=code`
    const elsewhere = await fetch(`${at}&redirect_uri=https://example.org/`, { redirect: 'manual' })
    assert.equal(elsewhere.status, 400)
    assert.doesNotMatch(await elsewhere.text(), /example\.org/)
    const back = encodeURIComponent(`${door.origin}/sign-in/callback`)
    const unproved = await fetch(`${at}&redirect_uri=${back}`, { redirect: 'manual' })
    assert.match(unproved.headers.get('location') ?? '', /error=invalid_request/)
  })
})

it('the built-in identity provider does not start in production', async () => {
  const app = fastify()
  const needs = {
    production: true,
    origin: () => 'https://example.org',
    keys: await createSigningKeys(),
    client: { id: 'x', secret: 'y', redirectPath: '/' },
  }
  await assert.rejects(identityProviderDoor(app, needs), { name: 'Failure', kind: 'refused' })
})
