import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { header, manifestFor, nhsNumbers } from './fixtures/register-file.ts'
import { lcrHome } from './lcr.ts'

describe('lcr objections', { timeout: 300_000 }, () => {
  let home: Awaited<ReturnType<typeof lcrHome>>
  let server: Awaited<ReturnType<typeof home.start>>
  const at = (name: string) => path.join(home.folder, name)
  const numbers = nhsNumbers()
  const family = 'Unmistakable'
  const lines = [
    header,
    `1;${family};Ann;${numbers.next().value};1/2/1950;4/3/2019;O;`,
    `2;${family};Bob;;2/2/1950;4/3/2019;O;"by post,\nscanned"`,
    `3;${family};Cat;;;2018;Opted back in;`,
  ]
  const bytes = Buffer.from(`${lines.join('\n')}\n`)

  before(async () => {
    home = await lcrHome()
    await writeFile(at('register.csv'), bytes)
    await writeFile(at('register.json'), JSON.stringify(manifestFor(bytes, 3)))
    await writeFile(at('wrong.json'), JSON.stringify(manifestFor(bytes, 4)))
    server = await home.start()
  })
  after(async () => {
    await server.end('SIGTERM')
    await home.remove()
  })

  const bring = (...more: string[]) => home.run(['objections', 'import', 'register.csv', ...more])

  it('OO-31 says what would become of each row, and changes nothing', async () => {
    const told = await bring('--manifest', 'register.json', '--check')
    assert.equal(told.status, 0, told.err)
    assert.match(told.out, /held-unmatched +1 +Nobody here has this NHS number yet/)
    assert.match(told.out, /Nothing was imported\./)
    const list = await home.run(['objections', 'list-imports'])
    assert.match(list.out, /Nothing was imported yet/)
  })

  it('OO-31 says where a file and its manifest do not add up, and fails', async () => {
    const told = await bring('--manifest', 'wrong.json')
    assert.equal(told.status, 1)
    assert.match(told.out, /4 +by the manifest\n *3 +read from the file/)
    assert.match(told.out, /over several lines begin at line: 3/)
    assert.match(told.err, /do not add up\. Nothing was imported/)
  })

  it('OO-31 imports with a reckoning that adds up, and the same file again changes nothing', async () => {
    const told = await bring('--manifest', 'register.json')
    assert.equal(told.status, 0, told.err)
    assert.match(told.out, /all +3\n *manifest +3 +Rejected: 0/)
    const again = await bring('--manifest', 'register.json')
    assert.match(again.out, /imported before\. Nothing changed/)
    const list = await home.run(['objections', 'list-imports', '--json'])
    const [one, ...others] = JSON.parse(list.out)
    assert.equal(others.length, 0)
    assert.equal(one.rows, 3)
    for (const { out, err } of [told, again, list]) {
      assert.doesNotMatch(out + err + server.out(), new RegExp(family, 'i'))
    }
  })

  it('OO-31 a signed manifest needs the key of whoever signed it', async () => {
    const pair = await generateKeyPair('ES256')
    const jws = await new CompactSign(Buffer.from(JSON.stringify(manifestFor(bytes, 3))))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(pair.privateKey)
    await writeFile(at('register.jws'), jws)
    await writeFile(at('key.json'), JSON.stringify(await exportJWK(pair.publicKey)))
    const without = await bring('--manifest', 'register.jws')
    assert.equal(without.status, 1)
    assert.match(without.err, /give the key that you trust/)
    const told = await bring('--manifest', 'register.jws', '--key', 'key.json')
    assert.equal(told.status, 0, told.err)
  })
})
