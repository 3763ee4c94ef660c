import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { admission } from './fixtures/messages.ts'
import { lcrHome } from './lcr.ts'

describe('lcr profile, from an unknown sender to a running feed', { timeout: 300_000 }, () => {
  let home: Awaited<ReturnType<typeof lcrHome>>
  const at = (name: string) => path.join(home.folder, name)
  const message = (control: string) =>
    admission({ control, mrn: '77', facility: 'RYJ', patientClass: 'DAY CASE' }).replaceAll(
      '\n',
      '\r',
    )

  before(async () => {
    home = await lcrHome()
    await mkdir(at('messages'))
    await writeFile(at('messages/one.hl7'), `\x0b${message('C1')}\x1c\r\x0b${message('C2')}\x1c\r`)
    await writeFile(at('messages/notes.md'), 'Notes of the integration team')
  })
  after(() => home.remove())

  it('says without a server what a profile would have to say, and exits with 1 until it does', async () => {
    const first = await home.run(['profile', 'check', '--against', 'messages', '--json'])
    assert.equal(first.status, 1, first.err)
    const { proposal, figures } = JSON.parse(first.out)
    assert.deepEqual(figures[1], { label: 'messages', value: 2 })
    assert.deepEqual(proposal.senders, [{ application: 'PAS', facility: 'RYJ' }])
    await writeFile(at('trust.json'), JSON.stringify({ ...proposal, name: 'trust' }))
    const against = ['profile', 'check', 'trust.json', '--against', 'messages']
    const second = await home.run([...against, '--report', 'check.html'])
    assert.equal(second.status, 0, second.out)
    assert.match(second.out, /^trust 1 fits these messages\./)
    const page = await readFile(at('check.html'), 'utf8')
    assert.match(page, /It fits these messages/)
    assert.doesNotMatch(page, /KHAN|AISHA|19850314/)
    const third = await home.run([...against, '--report', 'check.pdf'])
    assert.equal(third.status, 1)
  })

  it('begins a profile like a ready one, or says which there are', async () => {
    const made = await home.run(['profile', 'new', 'guys', '--like', 'epic-like'])
    const { name, version, senders, ignoredEventReasons } = JSON.parse(made.out)
    assert.deepEqual([name, version, senders], ['guys', 1, []])
    assert.deepEqual(ignoredEventReasons, ['ENC_CREATE'])
    const wrong = await home.run(['profile', 'new', 'guys', '--like', 'nobody'])
    assert.equal(wrong.status, 1)
    assert.match(wrong.err, /cerner-like, .*epic-like/)
  })

  it('brings it to the server, told beforehand, and shows it as it was written', async () => {
    const server = await home.start()
    try {
      const tried = await home.run(['profile', 'put', 'trust.json', '--try'])
      assert.equal(tried.status, 0, tried.err)
      assert.match(tried.out, /Nothing was put/)
      const put = await home.run(['profile', 'put', 'trust.json'])
      assert.equal(put.status, 0, put.err)
      const { host, port } = server.mllp
      const sent = await home.run(['send', 'messages', '--mllp', `${host}:${port}`])
      assert.equal(sent.status, 0, sent.out)
      await home.run(['messages', '--wait'])
      const listed = await home.run(['profile', 'list', '--json'])
      const line = JSON.parse(listed.out).find((one: { name: string }) => one.name === 'trust')
      assert.deepEqual([line.inForce, line.feeds], [true, ['PAS|RYJ']])
      const shown = await home.run(['profile', 'show', 'trust'])
      assert.deepEqual(JSON.parse(shown.out), JSON.parse(await readFile(at('trust.json'), 'utf8')))
      const again = await home.run(['profile', 'put', 'trust.json'])
      assert.match(again.out, /is there already/)
      await writeFile(at('wrong.json'), '{ "name": "trust", "nulMode": "ignore" }')
      const wrong = await home.run(['profile', 'put', 'wrong.json'])
      assert.equal(wrong.status, 1)
      assert.match(wrong.err, /nulMode is not known here, perhaps nullMode/)
    } finally {
      await server.end('SIGTERM')
    }
  })
})
