/** Messages at the command line, from the set-aside list to the replay. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { MessagesFound, Replayed, ShownMessage } from '#journeys'
import { admission } from './fixtures/messages.ts'
import { lcrHome, type Running } from './lcr.ts'

const first = admission({ control: 'A1', mrn: '100' })
const second = admission({ control: 'A1', mrn: '100', event: 'A02', ward: 'BRUNEL' })
const nameless =
  'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ADT^A01|N1|P|2.4\nPID|1||""\nZZZ|\u001b[2J'

describe('messages at the command line', () => {
  let home: Awaited<ReturnType<typeof lcrHome>>
  let server: Running

  before(async () => {
    home = await lcrHome()
    const folder = path.join(home.folder, 'files')
    await mkdir(folder)
    for (const [index, text] of [first, second, nameless].entries()) {
      await writeFile(path.join(folder, `${index}.hl7`), text.replaceAll('\n', '\r'))
    }
    server = await home.start()
    const { host, port } = server.mllp
    await home.run(['send', 'files', '--mllp', `${host}:${port}`])
    await home.run(['messages', '--wait', '--json'])
  })
  after(async () => {
    await server.end('SIGTERM').catch(() => {})
    await home.remove()
  })

  const run = async <Answer>(...given: string[]): Promise<Answer> => {
    const { status, out, err } = await home.run([...given, '--json'])
    assert.equal(status, 0, err)
    return JSON.parse(out) as Answer
  }
  const idOf = async (...given: string[]): Promise<string> => {
    const { messages } = await run<MessagesFound>('messages', ...given)
    assert.equal(messages.length, 1)
    return String(messages[0]?.messageId)
  }

  it('are listed as they are asked for, in words and as JSON', async () => {
    const found = await run<MessagesFound>('messages', '--feed', 'PAS|RJZ', '--from', '2020-01-01')
    assert.equal(found.messages.length, 3)
    const { out } = await home.run(['messages', '--state', 'set-aside', '--limit', '1'])
    assert.match(out, /set-aside +PID-3 +PID names no patient/)
    assert.match(out, /There are older ones: --before \d+\n$/)
    const odd = await home.run(['messages', '--state', 'lost'])
    assert.equal(odd.status, 1)
    assert.match(odd.err, /^The state is one of: pending, filed, set-aside, dismissed\.\n$/)
  })

  it('are shown field by field, and cannot command the terminal', async () => {
    const id = await idOf('--control-id', 'N1')
    const { out } = await home.run(['messages', 'show', id])
    assert.match(out, /PID-3 +"".* <<< PID names no patient/)
    assert.ok(!out.includes('\u001b'))
    const shown = await run<ShownMessage>('messages', 'show', id)
    assert.equal(shown.today.outcome, 'set-aside')
    const raw = await home.run(['messages', 'show', id, '--raw'])
    assert.equal(raw.out, nameless.replaceAll('\n', '\r'))
    const nobody = await home.run(['messages', 'show', '999999'])
    assert.match(nobody.err, /^There is no message 999999\.\n$/)
  })

  it('are replayed, checked first, and told in numbers (RL-05)', async () => {
    const id = await idOf('--reason', 'conflict')
    const checked = await run<Replayed>('messages', 'replay', id, '--check')
    assert.deepEqual(checked.nowFiled, [Number(id)])
    assert.equal(await idOf('--reason', 'conflict'), id)
    const { out } = await home.run([
      'replay',
      '--patient',
      'RJZ/MRN|100',
      '--because',
      'A correction',
    ])
    assert.match(out, /set aside before and now filed +1\n/)
    assert.equal((await run<Replayed>('replay', '--from', '2020-01-01')).entriesChanged, 0)
    const shown = await run<ShownMessage>('messages', 'show', id)
    assert.equal(shown.message.done[0]?.because, 'A correction')
    assert.match((await home.run(['replay'])).err, /^Say which messages/)
  })

  it('are dismissed with a reason', async () => {
    const id = await idOf('--state', 'set-aside')
    const { out } = await home.run(['messages', 'dismiss', id, '--because', 'A test of the sender'])
    assert.equal(out, '1 dismissed.\n')
    const again = await home.run(['messages', 'dismiss', id, '--because', 'A test of the sender'])
    assert.equal(again.status, 1)
    assert.equal(await idOf('--state', 'dismissed'), id)
  })
})
