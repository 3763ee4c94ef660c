/** HL7 v2 without TLS is not heard from elsewhere in production, unless that is said (RL-11). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#config'

const production = {
  LCR_PRODUCTION: 'true',
  LCR_ORIGIN: 'https://record.example.nhs.uk',
  LCR_OIDC_ISSUER: 'https://issuer.example.nhs.uk',
  LCR_OIDC_CLIENT_ID: 'lcr',
  LCR_OIDC_CLIENT_SECRET_FILE: '/secret',
}
const tls = {
  LCR_MLLP_TLS_KEY_FILE: 'key.pem',
  LCR_MLLP_TLS_CERT_FILE: 'cert.pem',
  LCR_MLLP_TLS_CA_FILE: 'ca.pem',
}

test('in production HL7 v2 from elsewhere needs TLS, or the word that something else encrypts (RL-11)', () => {
  for (const host of ['0.0.0.0', '::', '10.1.2.3', '127.0.0.1.example.org']) {
    const heard = { ...production, LCR_MLLP_HOST: host }
    assert.throws(() => readConfig(heard), /LCR_MLLP_HOST is reached from elsewhere/)
    assert.ok(readConfig({ ...heard, ...tls }).mllp.tls)
    assert.equal(readConfig({ ...heard, LCR_MLLP_PLAINTEXT: 'true' }).mllp.host, host)
    assert.equal(readConfig({ LCR_MLLP_HOST: host }).mllp.host, host)
  }
  for (const host of ['127.0.0.1', 'localhost', '::1']) {
    assert.equal(readConfig({ ...production, LCR_MLLP_HOST: host }).production, true)
  }
})
