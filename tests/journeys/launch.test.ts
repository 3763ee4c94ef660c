/** Opening a record from one's own system by SMART App Launch, against oidc-provider (AC-10, AC-11). */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import type { LauncherSettings, SmartLauncher } from '../../src/doors/viewer/launch/needs.ts'
import { CookieBrowser } from './cookie-browser.ts'
import { hospital, openDoor } from './sign-in-door.ts'

const doctor = '910000000101'
const ehr = '/demonstration/ehr'
type Door = Awaited<ReturnType<typeof openDoor>>

const withChanges =
  (changes: Partial<SmartLauncher>) =>
  (origin: () => string): LauncherSettings[] => [
    { ...(hospital(origin) as SmartLauncher), ...changes },
  ]

/** Chooses a patient in the hospital's system, and goes where it leads. */
async function launch(door: Door, place = 0, browser = new CookieBrowser()) {
  const chosen = await browser.step(`${door.origin}${ehr}/open`, { patient: String(place) })
  const last = await browser.follow(chosen, (next) => next.pathname === '/')
  return { browser, last, reference: /Reference: ([\w-]+)/.exec(last.text)?.[1] }
}

async function sessionOf(door: Door, browser: CookieBrowser): Promise<SessionView> {
  const answer = await door.post('/api/session', {}, { cookie: browser.cookies() })
  assert.equal(answer.status, 200)
  return (await answer.json()) as SessionView
}

describe('a launch from the hospital’s own system', () => {
  let door: Door
  before(async () => {
    door = await openDoor({ launchers: withChanges({}) })
  })
  after(() => door.close())
  afterEach(() => {
    door.clock.skip = 0
  })

  it('opens one patient’s record without a second sign-in, and is written down (AC-10)', async () => {
    const { browser, last } = await launch(door)
    assert.equal(last.location, '/')
    const session = await sessionOf(door, browser)
    assert.equal(session.user.name, 'Dr Adaeze Okonkwo')
    assert.equal(session.user.organisationOds, 'RJZ')
    assert.equal(session.launch?.system, 'King’s system')
    assert.equal(door.told.at(-1), `launched ${doctor} 41`)
    const as = { cookie: browser.cookies(), csrf: session.csrf }
    const opened = await door.post('/api/record', { handle: session.launch?.handle }, as)
    assert.equal(opened.status, 200)
  })

  it('nothing about the patient is in any address (AC-19)', async () => {
    const browser = new CookieBrowser()
    let at = await browser.step(`${door.origin}${ehr}/open`, { patient: '0' })
    const seen: string[] = []
    while (at.location !== null && new URL(at.location, at.address).pathname !== '/') {
      seen.push(at.location)
      at = await browser.step(new URL(at.location, at.address))
    }
    assert.ok(seen.length > 3)
    assert.doesNotMatch(seen.join(), /9990000018|1960|Example/)
  })

  it('asks as SMART asks: launch, aud, state, nonce and PKCE S256', async () => {
    const iss = `${door.origin}${ehr}/fhir`
    const begun = await fetch(
      `${door.origin}/launch?${new URLSearchParams({ iss, launch: 'x' })}`,
      {
        redirect: 'manual',
      },
    )
    const asked = new URL(begun.headers.get('location') ?? '').searchParams
    assert.equal(asked.get('aud'), iss)
    assert.equal(asked.get('launch'), 'x')
    assert.equal(asked.get('code_challenge_method'), 'S256')
    assert.ok(asked.get('state') && asked.get('nonce'))
    assert.match(begun.headers.getSetCookie().join(), /^__Host-lcr-launch=.*HttpOnly; Secure/)
  })

  const strangers: [string, string][] = [
    ['launcher-unknown', 'iss=https%3A%2F%2Fattacker.example%2Ffhir&launch=x'],
    ['launch-unreadable', 'launch=x'],
    ['launch-unreadable', 'iss=a&iss=b&launch=x'],
  ]
  for (const [code, query] of strangers) {
    it(`refuses ${query}: ${code}`, async () => {
      const { status, text } = await new CookieBrowser().step(`${door.origin}/launch?${query}`)
      assert.equal(status, 403)
      assert.match(text, new RegExp(`Reference: ${code}`))
      assert.equal(door.told.at(-1), `launch refused ${code}`)
    })
  }

  it('refuses a patient whose birth date is another, and one without a number', async () => {
    assert.equal((await launch(door, 1)).reference, 'person-unknown')
    assert.equal(door.told.at(-1), `launch refused person-unknown ${doctor}`)
    const { reference, browser } = await launch(door, 2)
    assert.equal(reference, 'patient-unreadable')
    assert.doesNotMatch(browser.cookies(), /__Host-lcr=/)
  })

  it('AT-28: a code that comes back in another browser, or twice, or with another state, is refused', async () => {
    const victim = new CookieBrowser()
    const thief = new CookieBrowser()
    const chosen = await thief.step(`${door.origin}${ehr}/open`, { patient: '0' })
    const back = await thief.follow(chosen, (next) => next.pathname === '/launch/callback')
    const callback = new URL(back.location ?? '', back.address)
    assert.match((await victim.step(callback)).text, /Reference: attempt-unknown/)
    // Also when the victim has begun a launch of their own.
    await victim.step(
      `${door.origin}/launch?${new URLSearchParams({ iss: `${door.origin}${ehr}/fhir`, launch: 'x' })}`,
    )
    assert.match((await victim.step(callback)).text, /Reference: token-refused/)
    assert.doesNotMatch(victim.cookies(), /__Host-lcr=/)
    for (const change of [{ state: 'another' }, { iss: 'https://attacker.example' }]) {
      const browser = new CookieBrowser()
      const begun = await browser.step(`${door.origin}${ehr}/open`, { patient: '0' })
      const at = await browser.follow(begun, (next) => next.pathname === '/launch/callback')
      const changed = new URL(at.location ?? '', at.address)
      for (const [name, value] of Object.entries(change)) changed.searchParams.set(name, value)
      assert.match((await browser.step(changed)).text, /Reference: token-refused/, String(change))
    }
    const first = await thief.step(callback)
    assert.equal(first.location, '/')
    assert.match((await thief.step(callback)).text, /Reference: attempt-unknown/)
  })

  it('AT-27, AC-11: refuses to launch for another user than the one who is signed in here', async () => {
    const { cookie } = await signInAs(door.origin, 'pharmacist')
    const browser = new CookieBrowser()
    browser.take('__Host-lcr', cookie.slice('__Host-lcr='.length))
    assert.equal((await launch(door, 0, browser)).reference, 'launch-user-mismatch')
    assert.equal(door.told.at(-1), `launch refused launch-user-mismatch ${doctor}`)
    assert.equal((await sessionOf(door, browser)).user.organisationOds, 'RJ2')
  })

  it('the same user who is signed in goes on in a new session, and the old one is over (AC-06)', async () => {
    const before = await signInAs(door.origin, 'emergency-doctor')
    const browser = new CookieBrowser()
    browser.take('__Host-lcr', before.cookie.slice('__Host-lcr='.length))
    assert.equal((await launch(door, 0, browser)).last.location, '/')
    assert.equal((await door.post('/api/session', {}, before)).status, 401)
    assert.notEqual((await sessionOf(door, browser)).csrf, before.csrf)
  })

  it('AT-43: nobody may frame it where no origin is configured', async () => {
    const { headers } = await fetch(`${door.origin}/signed-out`)
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
    assert.equal(headers.get('x-frame-options'), 'DENY')
  })
})

describe('a launch after which the user signs in here as well', () => {
  let door: Door
  before(async () => {
    door = await openDoor({ launchers: withChanges({ identity: 'sign-in' }) })
  })
  after(() => door.close())

  /** From the launch to the sign-in, as whoever a test wants. */
  async function launchAndSignIn(login: string) {
    const browser = new CookieBrowser()
    const { last } = await launch(door, 0, browser)
    const action = /<form method="post" action="([^"]+)"/.exec(last.text)?.[1] ?? ''
    const chosen = await browser.step(new URL(action, door.origin), { professional: login })
    return { browser, last: await browser.follow(chosen, (next) => next.pathname === '/') }
  }

  it('gives the session the patient when it is the same user', async () => {
    const { browser, last } = await launchAndSignIn('emergency-doctor')
    assert.equal(last.location, '/')
    assert.equal((await sessionOf(door, browser)).launch?.system, 'King’s system')
    assert.deepEqual(door.told.slice(-2), [`in ${doctor} RJZ`, `launched ${doctor} 41`])
  })

  it('AC-11: refuses another user, gives no session, and forgets the launch', async () => {
    const { browser, last } = await launchAndSignIn('pharmacist')
    assert.match(last.text, /Reference: launch-user-mismatch/)
    assert.doesNotMatch(browser.cookies(), /lcr/)
    assert.ok(door.told.includes('launch refused launch-user-mismatch 910000000107'))
  })

  it('does not ask who is signed in already to sign in again', async () => {
    const { cookie } = await signInAs(door.origin, 'emergency-doctor')
    const browser = new CookieBrowser()
    browser.take('__Host-lcr', cookie.slice('__Host-lcr='.length))
    assert.equal((await launch(door, 0, browser)).last.location, '/')
    assert.ok((await sessionOf(door, browser)).launch)
  })

  it('a launch that nobody signed in to is forgotten after ten minutes', async () => {
    const browser = new CookieBrowser()
    await launch(door, 0, browser)
    door.clock.skip += 11 * 60_000
    const signedIn = await signInFrom(browser)
    assert.equal((await sessionOf(door, browser)).launch, undefined)
    assert.equal(signedIn.location, '/')
    door.clock.skip = 0
  })

  async function signInFrom(browser: CookieBrowser) {
    const page = await browser.follow(await browser.step(`${door.origin}/sign-in`))
    const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const chosen = await browser.step(new URL(action, door.origin), { professional: 'gp' })
    return browser.follow(chosen, (next) => next.pathname === '/')
  }
})

describe('launchers as they are configured', () => {
  const doors: Door[] = []
  const opened = async (asked: Parameters<typeof openDoor>[0]) => {
    const door = await openDoor(asked)
    doors.push(door)
    return door
  }
  afterEach(async () => {
    for (const door of doors.splice(0)) await door.close()
  })

  it('the user may be named by an identifier of fhirUser', async () => {
    const changes = { userIdentifierSystem: 'https://fhir.nhs.uk/Id/sds-user-id' }
    const door = await opened({ launchers: withChanges(changes) })
    assert.equal((await launch(door)).last.location, '/')
    assert.equal(door.told.at(-1), `launched ${doctor} 41`)
    const other = await opened({ launchers: withChanges({ userIdentifierSystem: 'urn:none' }) })
    assert.equal((await launch(other)).reference, 'launcher-unreadable')
  })

  it('a system may speak only for its own organisations', async () => {
    const organisations = { RJ1: "Guy's and St Thomas'" }
    const door = await opened({ launchers: withChanges({ organisations }) })
    assert.equal((await launch(door)).reference, 'organisation-not-theirs')
  })

  it('AC-09: who is disabled cannot launch', async () => {
    const disabled = { has: (key: string) => key.endsWith(`|${doctor}`) }
    const door = await opened({
      launchers: withChanges({}),
      disabled: disabled as unknown as ReadonlySet<string>,
    })
    assert.equal((await launch(door)).reference, 'user-disabled')
  })

  it('AT-43: only configured origins may frame it, with a cookie of that frame alone', async () => {
    const framedBy = ['https://epr.example']
    const door = await opened({ launchers: withChanges({ framedBy }) })
    const { headers } = await fetch(`${door.origin}/signed-out`)
    assert.match(
      headers.get('content-security-policy') ?? '',
      /frame-ancestors https:\/\/epr\.example(;|$)/,
    )
    assert.equal(headers.get('x-frame-options'), null)
    const framed = await launch(door, 0, new CookieBrowser({ 'sec-fetch-dest': 'iframe' }))
    assert.match(
      framed.last.set.join(),
      /__Host-lcr=.*SameSite=None.*Partitioned|Partitioned.*SameSite=None/,
    )
    const windowed = await launch(door)
    assert.match(
      windowed.last.set.join(),
      /__Host-lcr=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax/,
    )
  })
})
