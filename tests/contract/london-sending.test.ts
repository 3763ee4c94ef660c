import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { city, history, live, sendHistory } from '#london'

const now = Date.parse('2026-11-22T14:20:00Z')
const small = city({ seed: 2, now, people: 24 })

/** A receiver of MLLP that answers as it is told, and remembers what came on which connection. */
async function mllpReceiver(answer: (control: string, socket: Socket) => string | undefined) {
  const received: { connection: number; header: string[] }[] = []
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    const connection = connections
    let read = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      read = Buffer.concat([read, chunk])
      for (let end = read.indexOf(0x1c); end >= 0; end = read.indexOf(0x1c)) {
        const header = read.subarray(1, end).toString('utf8').split('\r')[0]!.split('|')
        read = read.subarray(end + 2)
        const code = answer(header[9]!, socket)
        received.push({ connection, header })
        if (!code) continue
        socket.write(`\x0bMSH|^~\\&|LCR|LCR\rMSA|${code}|${header[9]}\r\x1c\r`)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { received, server, port: (server.address() as { port: number }).port }
}

async function fhirReceiver() {
  const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true })
  const privateJwk = await exportJWK(privateKey)
  const bundles: { feed: string; type: string }[] = []
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    if (request.url === '/token') {
      const form = new URLSearchParams(body)
      const assertion = form.get('client_assertion') ?? ''
      const { payload } = await jwtVerify(assertion, publicKey, { audience: address.tokenUrl })
      assert.equal(payload.iss, payload.sub)
      assert.ok(payload.jti && payload.exp! - payload.iat! <= 300)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ access_token: payload.sub, expires_in: 300 }))
      return
    }
    const feed = String(request.headers.authorization).replace('Bearer client-', '')
    bundles.push({ feed, type: JSON.parse(body).resourceType })
    // The first is asked to come again.
    response.statusCode = bundles.length === 1 ? 503 : 200
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const address = {
    address: `${origin}/fhir`,
    tokenUrl: `${origin}/token`,
    keyFor: async (feed: string) => ({
      clientId: `client-${feed}`,
      privateKey: privateJwk,
      alg: 'ES384',
      kid: 'one',
    }),
  }
  return { server, bundles, address }
}

test('history goes out over the wire: in order per sender, again after AE and a lost line', async () => {
  const asked = new Map<string, number>()
  const mllp = await mllpReceiver((control, socket) => {
    const turn = (asked.get(control) ?? 0) + 1
    asked.set(control, turn)
    if (asked.size === 5 && turn === 1) return 'AE'
    if (asked.size === 9 && turn === 1) {
      socket.destroy()
      return undefined
    }
    return asked.size === 12 && turn === 1 ? 'AR' : 'AA'
  })
  const fhir = await fhirReceiver()
  const all = [...history(small)]
  let told = 0
  const done = await sendHistory(small, {
    mllp: { host: '127.0.0.1', port: mllp.port },
    fhir: fhir.address,
    onProgress: ({ of }) => {
      told += 1
      assert.equal(of, all.length)
    },
  })
  assert.deepEqual(done, { sent: all.length, refused: 1 })
  assert.equal(told, all.length)
  const hl7 = all.filter(({ form }) => form === 'hl7v2')
  assert.equal(mllp.received.length, hl7.length + 2, 'one AE, one lost line')
  assert.equal(fhir.bundles.length, all.length - hl7.length + 1, 'one 503')
  for (const sender of ['PAS', 'LAB', 'EPR', 'EPJS']) {
    const controls = mllp.received
      .filter(({ header }) => header[2] === sender)
      .map(({ header }) => header[9]!)
    assert.deepEqual(controls, [...controls].sort(), 'in the order in which it happened')
  }
  mllp.server.close()
  fhir.server.close()
})

test('live sending goes on until it is aborted, and then ends quietly', async () => {
  const mllp = await mllpReceiver(() => 'AA')
  const fhir = await fhirReceiver()
  const stop = new AbortController()
  let sent = 0
  await live(small, {
    mllp: { host: '127.0.0.1', port: mllp.port },
    fhir: fhir.address,
    everyMs: 2,
    now: () => now,
    signal: stop.signal,
    onProgress: () => {
      sent += 1
      if (sent === 25) stop.abort()
    },
  })
  assert.ok(sent >= 25)
  mllp.server.close()
  fhir.server.close()
})

test('sending stops when it is told to, even when nobody answers', async () => {
  const mllp = await mllpReceiver(() => undefined)
  const fhir = await fhirReceiver()
  const signal = AbortSignal.timeout(200)
  const lines = { mllp: { host: '127.0.0.1', port: mllp.port }, fhir: fhir.address, signal }
  await assert.rejects(sendHistory(small, lines), { name: 'TimeoutError' })
  mllp.server.close()
  fhir.server.close()
})
