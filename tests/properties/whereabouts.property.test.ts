/** Of somebody whose whereabouts nobody may learn, no word that could tell a place is left (AC-22, AT-48). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { servedWithoutWhereabouts, withoutWhereabouts } from '#record'
import {
  type Item,
  type Presence,
  type RecordView,
  type SectionName,
  sectionNames,
} from '#vocabulary'

const place = 'Ward Marjory, Elsewhere'
/** A view of which every text, whatever it is, is this one. */
const planted = (): fc.Arbitrary<RecordView> => {
  const said = fc.constant(place)
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
  const item = fc.record({
    id: said,
    kind: fc.constantFrom('Condition', 'Encounter', place),
    title: said,
    status: maybe(said),
    past: maybe(fc.boolean()),
    date: maybe(fc.constantFrom('2026-03', place)),
    end: maybe(said),
    source: said,
    by: maybe(said),
    said: maybe(said),
    received: said,
    facts: maybe(
      fc.array(fc.tuple(fc.constantFrom('Dose', 'Ward', 'Reaction', 'For', place), said), {
        maxLength: 3,
      }),
    ),
    notes: maybe(fc.array(said, { maxLength: 2 })),
    codes: maybe(
      fc.array(
        fc.record({
          system: fc.constantFrom('http://snomed.info/sct', place),
          code: fc.constantFrom('22298006', place),
          display: said,
        }),
        { maxLength: 2 },
      ),
    ),
    group: maybe(said),
    alert: maybe(said),
    noneKnown: maybe(fc.boolean()),
    result: maybe(
      fc.record({
        value: said,
        unit: said,
        range: said,
        flag: said,
        text: said,
        was: fc.constant([{ value: place, until: place }]),
      }),
    ),
    document: maybe(fc.constant({ hash: place, contentType: place, bytes: 1 })),
    // What is added to the record some day.
    [place]: said,
    address: said,
  }) as unknown as fc.Arbitrary<Item>
  const sections = fc.record(
    Object.fromEntries(sectionNames.map((name) => [name, fc.array(item, { maxLength: 3 })])),
  ) as unknown as fc.Arbitrary<RecordView['sections']>
  const presence = fc.constant({ allergies: 'recorded', [place]: place } as Partial<
    Record<SectionName, Presence>
  >)
  return fc.record({
    version: fc.nat(),
    person: fc.constant({
      name: { family: 'KHAN', given: 'Aisha', prefix: 'Ms' },
      otherNames: [place],
      birthDate: '1985-03-14',
      gender: 'female' as const,
      nhsNumber: '9990000018',
      nhsNumberVerified: true,
      address: { lines: [place], postcode: place },
      telephone: place,
      language: place,
      gpPractice: { ods: place, name: place },
      deceased: { date: '2026-01-01', source: place },
      differences: [{ what: place, says: place, source: place }],
      identifiers: [{ system: place, value: place, source: place }],
      contact: place,
    }),
    sources: fc
      .constant({
        [place]: {
          ods: place,
          name: place,
          lastReceived: place,
          delayedSince: place,
          presence: {},
        },
        RJZ: {
          ods: 'RJZ',
          name: "King's College Hospital",
          lastReceived: '2026-11-20T10:00:00.000Z',
          presence: {},
        },
      })
      .chain((sources) =>
        presence.map((one) => ({ ...sources, RJZ: { ...sources.RJZ, presence: one } })),
      ),
    sections,
    someWithheld: fc.boolean(),
    elsewhere: said,
  }) as unknown as fc.Arbitrary<RecordView>
}

const item = (of: Partial<Item>): Item => ({
  id: 'AAAAAAAAAAA',
  kind: 'Condition',
  title: 'Asthma',
  source: 'RJZ',
  received: '2026-11-20T10:00:00.000Z',
  ...of,
})

function viewWith(of: Partial<Record<SectionName, readonly Item[]>>): RecordView {
  const empty = Object.fromEntries(
    sectionNames.map((name) => [name, []]),
  ) as unknown as RecordView['sections']
  return {
    version: 7,
    person: {
      name: { family: 'KHAN' },
      address: { lines: ['12 Elm Road', 'Peckham'], postcode: 'SE15 4XX' },
      identifiers: [{ system: 'RJZ/MRN', value: 'M123456', source: 'RJZ' }],
    },
    sources: {
      RJZ: {
        ods: 'RJZ',
        name: "King's College Hospital NHS Foundation Trust",
        lastReceived: '2026-11-20T10:00:00.000Z',
        presence: { allergies: 'none-known', medicines: 'recorded', problems: 'recorded' },
      },
      G85001: {
        ods: 'G85001',
        name: 'Elm Road Surgery',
        lastReceived: '2026-11-21T10:00:00.000Z',
        presence: { allergies: 'unavailable' },
      },
    },
    sections: { ...empty, ...of },
    someWithheld: false,
  }
}

describe('whereabouts', () => {
  test('AC-22 AT-48 nothing that is said anywhere in the record is left, but who it is', () => {
    fc.assert(
      fc.property(planted(), (view) => {
        const out = JSON.stringify(withoutWhereabouts(view))
        assert.doesNotMatch(out, /Marjory|Elsewhere|RJZ|King/i)
        assert.match(out, /KHAN.*9990000018/)
      }),
      { numRuns: 300 },
    )
  })

  test('AC-22 AT-48 a ward, a clinic, a site, a practice and a header are gone wherever they stand', () => {
    const where = [
      ['Ward', 'Marjory Warren, Bay 2, Denmark Hill'],
      ['Organisation', 'Elm Road Surgery'],
    ] as const
    const view = viewWith({
      visits: [
        item({
          kind: 'Encounter',
          title: 'Guys renal clinic',
          status: 'In hospital now',
          date: '2026-11-20',
          facts: where,
        }),
      ],
      appointments: [
        item({
          kind: 'Appointment',
          title: 'Diabetic clinic, Peckham',
          status: 'Booked',
          date: '2026-12-01',
        }),
      ],
      problems: [
        item({
          title: 'Asthma',
          notes: ['Seen at Elm Road Surgery'],
          by: 'Dr Mensah, Elm Road Surgery',
        }),
        item({ title: 'Fall on Marjory Warren' }),
        item({ title: 'Hospital acquired pneumonia' }),
        item({ title: 'Lives in SE15 4XX' }),
      ],
      results: [
        item({
          kind: 'Observation',
          title: 'Potassium',
          group: 'King’s College Hospital NHS Foundation Trust',
          result: { value: '4.1', unit: 'mmol/L', text: 'Denmark Hill laboratory' },
        }),
      ],
      documents: [
        item({
          kind: 'DocumentReference',
          title: 'Letter',
          document: { hash: 'x', contentType: 'y', bytes: 1 },
        }),
      ],
      'people-and-teams': [item({ kind: 'CareTeam', title: 'Peckham team' })],
    })
    const out = withoutWhereabouts(view)
    assert.doesNotMatch(
      JSON.stringify(out),
      /Marjory|Denmark|Elm|Peckham|Guys|King|SE15|RJZ|G85001|M123456|Mensah/i,
    )
    assert.deepEqual(
      out.sections.problems.map((one) => one.title),
      [
        'Asthma',
        'Not shown: its words tell a place',
        'Hospital acquired pneumonia',
        'Not shown: its words tell a place',
      ],
    )
    assert.deepEqual(
      [
        out.sections.visits[0]!.title,
        out.sections.visits[0]!.status,
        out.sections.appointments[0]!.date,
      ],
      ['Visit', 'In hospital now', '2026-12-01'],
    )
    assert.deepEqual(out.sections.results[0]!.result, { value: '4.1', unit: 'mmol/L' })
    assert.deepEqual(
      [out.sections.documents, out.sections['people-and-teams'], out.someWithheld],
      [[], [], true],
    )
  })

  test('HZ-03 that one source could not answer is not lost with its name', () => {
    const out = withoutWhereabouts(viewWith({}))
    const [only, ...others] = Object.values(out.sources)
    assert.deepEqual(others, [])
    assert.equal(only!.presence.allergies, 'unavailable')
    assert.equal(only!.presence.documents, 'withheld')
  })

  test('AC-22 a medicine keeps what is needed to give it safely', () => {
    const out = withoutWhereabouts(
      viewWith({
        medicines: [
          item({
            kind: 'MedicationRequest',
            title: 'Methotrexate 2.5 mg tablets',
            status: 'Active',
            facts: [
              ['Dose', '10 mg once a week'],
              ['Dispenser', 'Peckham Pharmacy'],
            ],
            codes: [
              {
                system: 'http://snomed.info/sct',
                code: '326874006',
                display: 'Methotrexate 2.5mg tablets',
              },
            ],
          }),
        ],
      }),
    )
    const [medicine] = out.sections.medicines
    assert.deepEqual(medicine!.facts, [['Dose', '10 mg once a week']])
    assert.deepEqual(medicine!.codes?.[0]?.code, '326874006')
    assert.equal(medicine!.title, 'Methotrexate 2.5 mg tablets')
    assert.equal(medicine!.source, Object.keys(out.sources)[0])
  })

  test('AC-22 a record as it is served comes back as it is served', () => {
    const view = viewWith({ problems: [item({})] })
    const body = servedWithoutWhereabouts(zstdCompressSync(JSON.stringify(view)))
    assert.deepEqual(
      JSON.parse(zstdDecompressSync(body).toString()),
      JSON.parse(JSON.stringify(withoutWhereabouts(view))),
    )
  })
})
