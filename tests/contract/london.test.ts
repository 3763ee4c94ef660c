import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type City, cast, city, feeds, history, inHospital, living, randomFrom } from '#london'
import { readNhsNumber } from '#vocabulary'

const now = Date.parse('2026-11-22T14:20:00Z')
const london = city({ seed: 7, now })
const sendings = [...history(london)]
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const day = 86_400_000

test('the same seed and the same now give the same bytes, and another seed gives others', () => {
  const small = (seed: number) =>
    [...history(city({ seed, now, people: 60 }))].map(({ bytes }) => text(bytes)).join('\n')
  assert.equal(small(3), small(3))
  assert.notEqual(small(3), small(4))
})

test('the city has as many people as asked for, and all of them have lives', () => {
  assert.equal(london.people.length, 300)
  for (const { events, person } of london.people) assert.ok(events.length > 0, person.key)
})

test('NHS numbers are of the test range, pass modulus 11 and belong to one person each', () => {
  const numbers = london.people.flatMap(({ person }) => person.nhsNumber ?? [])
  for (const number of numbers) {
    assert.equal(readNhsNumber(number), number)
    assert.match(number, /^999/)
  }
  assert.equal(new Set(numbers).size, numbers.length)
  assert.equal(numbers.length, london.people.length - 1, 'one person has none')
})

test('the hospital numbers of one hospital are not given twice', () => {
  for (const ods of ['RJZ', 'RJ2', 'RV5'] as const) {
    const numbers = london.people.map(({ person }) => person.numbers[ods])
    assert.equal(new Set(numbers).size, numbers.length)
  }
})

test('telephones and postcodes are nobody’s', () => {
  for (const { person } of london.people) {
    if (person.phone) assert.match(person.phone, /^(07700 900\d{3}|020 7946 0\d{3})$/)
    assert.match(person.address.postcode, /^(SE\d+|SW9) \d[CKMV]{2}$|^ZZ99 3VZ$/)
  }
})

test('sendings are in time order, none is of the future, and each is of a feed that is listed', () => {
  let before = 0
  for (const { at, feed, form } of sendings) {
    assert.ok(at >= before && at <= now)
    before = at
    assert.equal(feeds.find(({ name }) => name === feed)?.form, form)
  }
  assert.ok(sendings.length > 1500 && sendings.length < 6000, String(sendings.length))
  for (const { name } of feeds)
    assert.ok(
      sendings.some(({ feed }) => feed === name),
      name,
    )
})

test('HL7 messages name their sender, and no sender uses a control id twice', () => {
  const seen = new Set<string>()
  for (const { bytes, feed } of sendings.filter(({ form }) => form === 'hl7v2')) {
    const header = text(bytes).split('\r')[0]!.split('|')
    assert.equal(`${header[2]}|${header[3]}`, feed)
    const control = header[9]!
    assert.ok(control.length <= 20 && !seen.has(`${feed} ${control}`), control)
    seen.add(`${feed} ${control}`)
  }
})

test('every line of an HL7 message is a segment, and nothing in it is unsaid', () => {
  for (const { bytes } of sendings.filter(({ form }) => form === 'hl7v2')) {
    for (const line of text(bytes).split('\r')) {
      assert.match(line, /^([A-Z][A-Z0-9]{2}\|.*)?$/)
      assert.doesNotMatch(line, /undefined|NaN|\[object/)
    }
  }
})

test('FHIR sendings are transactions whose references are answered inside or are the patient', () => {
  for (const { bytes } of sendings.filter(({ form }) => form === 'fhir')) {
    const bundle = JSON.parse(text(bytes))
    assert.equal(bundle.type, 'transaction')
    const held = new Set(
      bundle.entry.map(
        ({ resource }: { resource: { resourceType: string; id: string } }) =>
          `${resource.resourceType}/${resource.id}`,
      ),
    )
    assert.equal(held.size, bundle.entry.length, 'no id stands for two')
    for (const [, reference] of text(bytes).matchAll(/"reference":"([^"]+)"/g)) {
      assert.ok(held.has(reference), `${reference} is not in its bundle`)
    }
    assert.doesNotMatch(text(bytes), /undefined|NaN|\[object/)
  }
})

test('nobody is discharged before being admitted, moved while away, or in two beds at once', () => {
  for (const { events, person } of london.people) {
    let free = 0
    for (const stay of events.filter((event) => event.kind === 'stay')) {
      assert.ok(stay.at >= free, `${person.key} is still somewhere else`)
      if (stay.setting !== 'outpatient') free = stay.end ?? Number.POSITIVE_INFINITY
      assert.ok(stay.end === undefined || stay.end > stay.at)
      for (const move of stay.moves) {
        assert.ok(move.at >= stay.at && move.at <= (stay.end ?? now))
      }
    }
  }
})

test('nothing happens before birth; after death only the last letters follow', () => {
  for (const { events, person, died } of london.people) {
    const born = Date.parse(`${person.birthDate}T00:00:00Z`)
    for (const event of events) {
      assert.ok(event.at >= born && event.at <= now)
      if (died === undefined || event.at <= died) continue
      assert.ok(event.kind === 'letter' && event.at <= died + day, event.id)
    }
    if (died === undefined || !person.nhsNumber) continue
    for (const { at, bytes } of sendings) {
      if (at > died + day) assert.ok(!text(bytes).includes(person.nhsNumber))
    }
  }
  assert.equal(london.people.filter(({ died }) => died !== undefined).length, 1)
})

test('nobody is given amoxicillin by a practice that knows of a penicillin allergy', () => {
  for (const { events } of london.people) {
    const known = events.find(
      (event) => event.kind === 'allergy' && event.text.startsWith('Penicillin'),
    )
    const given = events.find(
      (event) => event.kind === 'medicine' && event.text.startsWith('Amoxicillin'),
    )
    assert.ok(!known || !given)
  }
})

test('about twelve people are on wards and six in emergency departments', () => {
  const stays = inHospital(london).map(({ stay }) => stay)
  const wards = stays.filter(({ setting }) => setting === 'inpatient').length
  const emergency = stays.filter(({ setting }) => setting === 'emergency').length
  assert.ok(wards >= 10 && wards <= 14, String(wards))
  assert.ok(emergency >= 4 && emergency <= 8, String(emergency))
})

test('everybody of the cast is there, with their name and date of birth', () => {
  for (const { name, nhsNumber, birthDate } of cast) {
    const found = london.people.find(({ person }) => person.nhsNumber === nhsNumber)
    assert.ok(found, name)
    assert.equal(`${found.person.given} ${found.person.family}`.replace("'", '’'), name)
    assert.equal(found.person.birthDate, birthDate)
  }
})

test('whom the emergency doctor opens is in King’s, with clozapine that his practice has not', () => {
  for (const seed of [1, 7, 42]) {
    const { events } = member(city({ seed, now, people: 25 }), cast[0]!.nhsNumber)
    const clozapine = events.filter(
      (event) => event.kind === 'medicine' && event.substance === 'Clozapine',
    )
    assert.deepEqual(
      clozapine.map((event) => event.kind === 'medicine' && event.keeper),
      ['slam'],
    )
    const stay = events.findLast((event) => event.kind === 'stay')
    assert.equal(stay?.kind === 'stay' && stay.ods, 'RJZ')
    assert.equal(stay?.kind === 'stay' && stay.end, undefined)
    const results = events.filter((event) => event.kind === 'report' && event.at > now - day)
    assert.ok(results.length >= 3)
    assert.ok(events.some((event) => event.kind === 'team' && event.episode))
  }
})

test('the named lives hold whatever the hour at which history ends', () => {
  for (const hours of [0, 3, 9, 15, 23]) {
    const then = Date.parse('2027-03-28T00:00:00Z') + hours * 3_600_000
    const some = city({ seed: 5, now: then, people: 40 })
    for (const { at } of history(some)) assert.ok(at <= then)
    assert.ok(inHospital(some).length > 0)
  }
})

test('PDF letters say where their objects are', () => {
  const letters = sendings.filter(({ bytes }) => text(bytes).includes('^application^pdf^Base64^'))
  assert.ok(letters.length > 10)
  for (const { bytes } of letters) {
    const encoded = /Base64\^([A-Za-z0-9+/=]+)/.exec(text(bytes))?.[1] ?? ''
    const file = Buffer.from(encoded, 'base64').toString('latin1')
    assert.match(file, /^%PDF-1\.4\n/)
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1])
    assert.ok(file.startsWith('xref\n', table))
    const offsets = [...file.slice(table).matchAll(/(\d{10}) 00000 n /g)].map((row) =>
      Number(row[1]),
    )
    for (const [index, offset] of offsets.entries()) {
      assert.ok(file.startsWith(`${index + 1} 0 obj\n`, offset))
    }
  }
})

test('life goes on in time order, repeats no control id, and is determined by its seed', () => {
  const some = (seed: number, started: number) => {
    const going = living(london, randomFrom(seed), started)
    return Array.from({ length: 400 }, (_, index) => going.next(started + index * 5000).value)
  }
  const first = some(1, now)
  assert.deepEqual(first, some(1, now))
  const controls = [...first, ...some(2, now + day)]
    .filter(({ form }) => form === 'hl7v2')
    .map(({ bytes, feed }) => `${feed} ${text(bytes).split('|')[9]}`)
  assert.equal(new Set(controls).size, controls.length)
  for (const { bytes, form } of first) {
    assert.doesNotMatch(text(bytes), /undefined|NaN|\[object/)
    if (form === 'fhir') assert.equal(JSON.parse(text(bytes)).resourceType, 'Bundle')
  }
  const types = new Set(
    first.map(({ bytes, form }) => (form === 'hl7v2' ? text(bytes).split('|')[8] : form)),
  )
  for (const type of [
    'ADT^A01^ADT_A01',
    'ADT^A03^ADT_A03',
    'ADT^A04^ADT_A01',
    'ORU^R01^ORU_R01',
    'MDM^T02^MDM_T02',
    'fhir',
  ]) {
    assert.ok(types.has(type), type)
  }
})

function member(of: City, nhsNumber: string) {
  const found = of.people.find(({ person }) => person.nhsNumber === nhsNumber)
  assert.ok(found)
  return found
}
