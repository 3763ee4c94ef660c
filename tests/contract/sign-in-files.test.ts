/** The files of identity providers and launchers: what is wrong stops the start, by its place. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import fastify from 'fastify'
import { exportJWK, generateKeyPair } from 'jose'
import { readConfig } from '#config'
import { serverKeys } from '../../src/main/keys.ts'
import { chooseSignIn } from '../../src/main/sign-in.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'lcr-sign-in-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: unknown): string {
  const file = path.join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const provider = {
  id: 'kings',
  words: 'King’s account',
  issuer: 'https://login.kings.example/',
  clientId: 'lcr',
  clientSecretFile: 'secret.txt',
  organisations: { RJZ: "King's College Hospital" },
}
const launcher = {
  kind: 'token',
  id: 'pas',
  words: 'the PAS',
  organisations: { RJZ: "King's College Hospital" },
  identity: 'suffices',
  issuer: 'https://pas.example',
  keysFile: 'keys.json',
  postedFrom: ['https://pas.example'],
}

async function choose(providers: unknown, launchers?: unknown) {
  const config = readConfig({
    LCR_DATA_FOLDER: folder,
    LCR_IDENTITY_PROVIDERS: write('providers.json', providers),
    ...(launchers ? { LCR_LAUNCHERS: write('launchers.json', launchers) } : {}),
  })
  const keys = await serverKeys(folder)
  return chooseSignIn(fastify(), { config, keys, origin: 'http://localhost:3000' })
}

describe('files about signing in', () => {
  it('give providers and launchers, and no demonstration beside them', async () => {
    write('secret.txt', ' agreed \n')
    const pair = await generateKeyPair('ES256', { extractable: true })
    write('private.json', { ...(await exportJWK(pair.privateKey)), alg: 'ES256', kid: 'ours' })
    write('keys.json', { keys: [await exportJWK(pair.publicKey)] })
    const byKey = {
      ...provider,
      id: 'other',
      words: 'Other',
      clientSecretFile: undefined,
      clientKeyFile: 'private.json',
    }
    const chosen = await choose({ providers: [provider, byKey] }, { launchers: [launcher] })
    assert.deepEqual(
      chosen.providers.map(({ id, issuer, credential }) => [id, issuer(), Object.keys(credential)]),
      [
        ['kings', 'https://login.kings.example/', ['secret']],
        ['other', 'https://login.kings.example/', ['key', 'id']],
      ],
    )
    assert.deepEqual(
      chosen.launchers.map((one) => one.id),
      ['pas'],
    )
  })

  const bad: [string, unknown, RegExp][] = [
    ['what is no JSON', 'x', /is not JSON/],
    ['a field that is not known', { ...provider, secret: 'x' }, /providers\.0/],
    [
      'an issuer without TLS',
      { ...provider, issuer: 'http://login.example' },
      /providers\.0\.issuer must begin with https/,
    ],
    ['what is no ODS code', { ...provider, organisations: { kings: 'x' } }, /organisations/],
    [
      'neither secret nor key',
      { ...provider, clientSecretFile: undefined },
      /clientSecretFile or clientKeyFile/,
    ],
    ['signatures with a secret', { ...provider, algorithms: ['HS256'] }, /algorithms/],
    [
      'own words for nobody',
      { ...provider, organisations: undefined, claims: {} },
      /needs organisations/,
    ],
    ['a floor below AAL2', { ...provider, assuranceFloor: 1 }, /assuranceFloor/],
    [
      'a secret that is not there',
      { ...provider, clientSecretFile: 'none.txt' },
      /none\.txt cannot be read/,
    ],
  ]
  for (const [what, one, words] of bad) {
    it(`refuse ${what}`, async () => {
      const content = typeof one === 'string' ? one : { providers: [one] }
      await assert.rejects(choose(content), (error: Error) => {
        assert.match(error.message, words)
        assert.doesNotMatch(error.message, /agreed|login\.example/)
        return true
      })
    })
  }

  it('refuse one id twice, and a launcher’s key that can sign', async () => {
    await assert.rejects(choose({ providers: [provider, provider] }), /each id/)
    const pair = await generateKeyPair('ES256', { extractable: true })
    write('keys.json', { keys: [await exportJWK(pair.privateKey)] })
    await assert.rejects(
      choose({ providers: [provider] }, { launchers: [launcher] }),
      /keys that it should/,
    )
    write('keys.json', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] })
    await assert.rejects(
      choose({ providers: [provider] }, { launchers: [launcher] }),
      /keys that it should/,
    )
  })

  it('sessions cannot be made longer than thirty minutes idle and twelve hours (AC-07)', () => {
    assert.throws(
      () => readConfig({ LCR_SESSION_IDLE: '31' }),
      /LCR_SESSION_IDLE must be at most 30/,
    )
    assert.throws(() => readConfig({ LCR_SESSION_LONGEST: '13' }), /at most 12/)
    assert.throws(() => readConfig({ LCR_SCREEN_LOCK: 'RJZ=16' }), /1 to 15 minutes/)
    const { lockMs } = readConfig({ LCR_SCREEN_LOCK: 'RJZ=10 *=15' }).sessions
    assert.deepEqual(lockMs, { RJZ: 600_000, '*': 900_000 })
  })
})
