/** Users at the command line of a running server, and the hospital's system beside it (AC-09, AC-20). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import { lcrHome } from './lcr.ts'

test('AT-05: who is disabled is out at once and stays out; who is staff is registered', async () => {
  const home = await lcrHome()
  const server = await home.start()
  try {
    const user = `${server.origin}/demonstration-sign-in|910000000102`
    const as = await signInAs(server.origin, 'gp')
    const asks = () =>
      fetch(`${server.origin}/api/session`, {
        method: 'POST',
        headers: { cookie: as.cookie, 'content-type': 'application/json' },
        body: '{}',
      })
    assert.equal((await asks()).status, 200)
    assert.match((await home.run(['users'])).out, /Nobody is disabled/)
    assert.equal((await home.run(['users', 'disable', 'gp', '--because', 'x'])).status, 1)
    const disabled = await home.run(['users', 'disable', user, '--because', 'left the practice'])
    assert.match(disabled.out, /One session ended/)
    assert.equal((await asks()).status, 401)
    await assert.rejects(signInAs(server.origin, 'gp'), { kind: 'refused' })
    const [listed] = JSON.parse((await home.run(['users', 'list', '--json'])).out)
    assert.deepEqual([listed.userKey, listed.because], [user, 'left the practice'])
    assert.equal((await home.run(['users', 'enable', user])).status, 1, 'it asks why')
    const enable = () => home.run(['users', 'enable', user, '--because', 'came back'])
    assert.match((await enable()).out, /Enabled/)
    assert.equal((await enable()).status, 1)
    await signInAs(server.origin, 'gp')

    assert.match((await home.run(['users', 'staff', user], '999 000 0018\n')).out, /Registered/)
    assert.equal((await home.run(['users', 'staff', user], '9990000019')).status, 1)

    const ward = await fetch(`${server.origin}/demonstration/ehr/`)
    assert.match(await ward.text(), /Open London Care Record/)
  } finally {
    await server.end('SIGTERM')
    await home.remove()
  }
})
