/** Who may send HL7 v2, said at the command line of a running server (RL-11). */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { admission } from './fixtures/messages.ts'
import { lcrHome } from './lcr.ts'

test('senders are allowed, listed and ended; what is said is heard within seconds (RL-11)', async () => {
  const home = await lcrHome()
  const server = await home.start()
  try {
    const send = async (control: string, facility = 'RJZ') => {
      const file = path.join(home.folder, `${control}.hl7`)
      await writeFile(file, admission({ control, mrn: control, facility }).replaceAll('\n', '\r'))
      const { AA, AR } = JSON.parse((await home.run(['send', file, '--json'])).out)
      return AA === 1 ? 'AA' : AR === 1 ? 'AR' : 'neither'
    }
    const eventually = async (wanted: string, facility: string) => {
      const until = performance.now() + 60_000
      for (let n = 0; (await send(`${facility}-${wanted}-${n}`, facility)) !== wanted; n++) {
        assert.ok(performance.now() < until, `${facility} never became ${wanted}`)
      }
    }
    const names = ['--application', 'PAS', '--facility', 'RJZ']
    assert.match((await home.run(['senders'])).out, /Nobody has been allowed/)
    await eventually('AA', 'RJ1')

    const unsaid = await home.run(['senders', 'allow', ...names, '--organisation', 'RJZ'])
    assert.deepEqual([unsaid.status, /Say which certificate/.test(unsaid.err)], [1, true])
    const plain = ['senders', 'allow', '--without-certificate', ...names, '--organisation']
    const other = await home.run([...plain, 'RJ1'])
    assert.deepEqual([other.status, /are filed for RJZ/.test(other.err)], [1, true])
    assert.match((await home.run([...plain, 'rjz'])).out, /Sender 1 is allowed/)
    await eventually('AR', 'RJ1')
    assert.equal(await send('allowed'), 'AA')

    const [listed] = JSON.parse((await home.run(['senders', 'list', '--json'])).out)
    assert.deepEqual([listed.application, listed.organisation], ['PAS', 'RJZ'])
    assert.match((await home.run(['senders', 'end', '1'])).out, /no longer/)
    assert.equal((await home.run(['senders', 'end', '1'])).status, 1)
    await eventually('AR', 'RJZ')
  } finally {
    await server.end('SIGTERM')
    await home.remove()
  }
})
