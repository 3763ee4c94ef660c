/** AT-50: a program whose rules are not the ones in force does not start, and says what to do. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { lcrHome } from './lcr.ts'

const own = new URL('../../src/sources/sensitive/sets.json', import.meta.url)
let home: Awaited<ReturnType<typeof lcrHome>>
let folder: string
let sets: string

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-rules-'))
  sets = path.join(folder, 'sets.json')
  process.env.LCR_SENSITIVE_SETS = sets
  await writeSets(7)
  home = await lcrHome()
})
after(async () => {
  delete process.env.LCR_SENSITIVE_SETS
  await home.remove()
  await rm(folder, { recursive: true, force: true })
})

async function writeSets(version: number, owner?: string): Promise<void> {
  const written = JSON.parse(await readFile(own, 'utf8'))
  await writeFile(sets, JSON.stringify({ ...written, version, ...(owner && { owner }) }))
}

const startsAndEnds = async (): Promise<void> => {
  const server = await home.start()
  assert.equal(await server.end('SIGTERM'), 0)
}

test('AT-50: edited or rolled back it does not start; newer it does; the command puts others in force', async () => {
  await startsAndEnds()
  await writeSets(7, 'Somebody with an editor')
  await assert.rejects(startsAndEnds(), /sensitive-sets was changed without a new version/)
  await writeSets(8)
  await startsAndEnds()
  await writeSets(7)
  await assert.rejects(startsAndEnds(), /sensitive-sets is older than the one in force/)
  const shown = await home.run(['policy'])
  assert.equal(shown.status, 0, shown.err)
  assert.match(shown.out, /^sensitive-sets +8 +[0-9a-f]{16} +older$/m)
  assert.match(shown.out, /^policy +\d+ +[0-9a-f]{16} +the same$/m)

  const approve = ['policy', 'approve', '--as', 'Ann Smith', '--because']
  assert.equal((await home.run([...approve, 'x'])).status, 1)
  const approved = await home.run([...approve, 'rolled back on purpose: change 12'])
  assert.equal(approved.status, 0, approved.err)
  await startsAndEnds()
  const { inForce } = JSON.parse((await home.run(['policy', 'show', '--json'])).out)
  assert.match(inForce.approvedBy, /^Ann Smith \(account .+\)$/)
  assert.equal(inForce.because, 'rolled back on purpose: change 12')
})
