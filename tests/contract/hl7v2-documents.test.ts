/** MDM: the whole table of events, in any order (§1.7; HL7-21). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { DocumentReference } from 'fhir/r4'
import { itemOf } from '../../src/record/view/index.ts'
import { combine } from '../../src/sources/index.ts'
import { message, statements, translation } from './hl7v2-fixtures.ts'

interface Sent {
  readonly event: string
  readonly at: string
  readonly number?: string
  readonly parent?: string
  readonly state?: string
  readonly confidentiality?: string
  readonly availability?: string
  readonly content?: string
  readonly file?: string
}

const mdm = (of: Sent): Buffer =>
  message(
    `MSH|^~\\&|EPJS|RV5|LCR|LCR|20261120${of.at}00||MDM^${of.event}|${of.event}${of.at}|P|2.4`,
    `EVN|${of.event}|20261120${of.at}00`,
    'PID|1||E300400^^^RV5^MR',
    `TXA|1|CL^Clinic letter|TX|20261119141500|C3456789^Sands^Mira^^^Dr|||||||${of.number ?? 'D1'}|${of.parent ?? ''}|||${of.file ?? ''}|${of.state ?? 'AU'}|${of.confidentiality ?? 'U'}|${of.availability ?? 'AV'}`,
    ...(of.content ? [`OBX|1|TX|CL^Clinic letter||${of.content}||||||F`] : []),
  )

/** Every document as it is in the end, by its number. */
function known(...messages: Buffer[]): Map<string, DocumentReference> {
  const kept = new Map<string, { resource: unknown; state?: unknown }>()
  for (const one of messages) {
    for (const statement of statements(one, 'DocumentReference')) {
      const held = kept.get(statement.sourceId)
      kept.set(statement.sourceId, combine.document?.(held as never, statement as never) as never)
    }
  }
  return new Map([...kept].map(([id, one]) => [id, one.resource as DocumentReference]))
}
const provenance = {
  feed: 'EPJS|RV5',
  organisation: 'RV5',
  organisationName: 'South London and Maudsley',
  receivedAt: '2026-11-20T10:16:00Z',
}
const shown = (resource: DocumentReference | undefined) =>
  resource && itemOf({ id: 'x', kind: 'DocumentReference', resource, provenance })?.item
const textOf = (bytes: Buffer): string =>
  Buffer.from(statements(bytes, 'DocumentReference')[0]?.attachments?.[0]?.bytes ?? []).toString()
const hashOf = (document: DocumentReference | undefined) => document?.content[0]?.attachment.url

const original = mdm({ event: 'T02', at: '0900', content: 'first words' })

test('T01, T03, T05, T07, T09 say what a document is and bring none', () => {
  const item = shown(known(mdm({ event: 'T01', at: '0900' })).get('D1'))
  assert.equal(item?.title, 'Clinic letter')
  assert.equal(item?.document, undefined)
  const silent = ['T03', 'T07'].map((event) => mdm({ event, at: '1000' }))
  for (const later of silent) {
    const now = known(original, later).get('D1')
    assert.ok(hashOf(now), 'the content of before stays')
    assert.deepEqual(known(later, original).get('D1'), now)
  }
  assert.equal(
    known(original, mdm({ event: 'T09', at: '1000', number: 'D2', parent: 'D1' })).size,
    2,
  )
})

test('T03 and T04 change how far it is; below AU and LA it is a draft (HL7-21)', () => {
  const draft = mdm({ event: 'T02', at: '0900', state: 'DI', content: 'first words' })
  assert.equal(shown(known(draft).get('D1'))?.status, 'Draft – not authenticated')
  for (const state of ['DO', 'IP', 'IN', 'PA']) {
    assert.equal(
      known(mdm({ event: 'T02', at: '0900', state })).get('D1')?.docStatus,
      'preliminary',
    )
  }
  for (const state of ['AU', 'LA']) {
    const signed = mdm({ event: 'T04', at: '1000', state })
    assert.equal(known(signed, draft).get('D1')?.docStatus, 'final')
    assert.equal(shown(known(draft, signed).get('D1'))?.status, undefined)
  }
})

test('T05 and T06 add to their parent, which stays', () => {
  const addendum = mdm({ event: 'T06', at: '1000', number: 'D2', parent: 'D1', content: 'more' })
  for (const order of [
    [original, addendum],
    [addendum, original],
  ]) {
    const all = known(...order)
    assert.equal(all.get('D1')?.status, 'current')
    assert.equal(all.get('D2')?.relatesTo?.[0]?.code, 'appends')
    const facts = shown(all.get('D2'))?.facts ?? []
    assert.equal(
      facts.some(([label]) => label === 'Replaces'),
      false,
    )
  }
  const same = known(original, mdm({ event: 'T06', at: '1000', content: 'more' }))
  assert.equal(same.size, 2, 'under the same number it is added all the same')
  assert.equal(hashOf(same.get('D1')), hashOf(known(original).get('D1')))
})

test('T07, T08 and a T02 of the same number are the same document, edited', () => {
  for (const event of ['T08', 'T02']) {
    const edit = mdm({ event, at: '1000', content: 'other words' })
    assert.equal(textOf(edit), 'other words')
    for (const order of [
      [original, edit],
      [edit, original],
    ]) {
      const all = known(...order)
      assert.equal(all.size, 1)
      assert.equal(hashOf(all.get('D1')), hashOf(known(edit).get('D1')))
    }
  }
})

test('T09 and T10 replace: the old one is superseded, whichever comes first', () => {
  const replacement = mdm({ event: 'T10', at: '1000', number: 'D2', parent: 'D1', content: 'new' })
  for (const order of [
    [original, replacement],
    [replacement, original],
  ]) {
    const all = known(...order)
    assert.equal(all.get('D1')?.status, 'superseded')
    assert.equal(shown(all.get('D1'))?.past, true)
    assert.equal(all.get('D2')?.relatesTo?.[0]?.code, 'replaces')
  }
  const itself = known(original, mdm({ event: 'T10', at: '1000', parent: 'D1', content: 'new' }))
  assert.equal(itself.get('D1')?.status, 'current')
})

test('T11 takes it from sight, before and after it came, and where it never did', () => {
  const cancelled = mdm({ event: 'T11', at: '1000' })
  for (const order of [[original, cancelled], [cancelled, original], [cancelled]]) {
    const now = known(...order).get('D1')
    assert.equal(now?.status, 'entered-in-error')
    assert.equal(shown(now), undefined)
  }
})

test('TXA-19: cancelled, obsolete, unavailable, available again', () => {
  const as = (availability: string) =>
    known(original, mdm({ event: 'T03', at: '1000', availability })).get('D1')
  assert.equal(as('CA')?.status, 'entered-in-error')
  assert.equal(as('OB')?.status, 'superseded')
  assert.equal(shown(as('UN')), undefined)
  assert.equal(shown(as('AV'))?.title, 'Clinic letter')
  const back = mdm({ event: 'T03', at: '1100', availability: 'AV' })
  const gone = mdm({ event: 'T03', at: '1000', availability: 'UN' })
  assert.equal(shown(known(original, back, gone).get('D1'))?.title, 'Clinic letter')
})

test('TXA-18: restricted documents bear the label', () => {
  const labels = (confidentiality: string) =>
    statements(mdm({ event: 'T02', at: '0900', confidentiality }), 'DocumentReference')[0]?.labels
  for (const code of ['R', 'V', 'RE', 'VR', 'r']) assert.deepEqual(labels(code), ['restricted'])
  for (const code of ['U', 'UC', '']) assert.equal(labels(code), undefined)
})

test('without TXA-12 the file name is the number, and else the message', () => {
  const id = (of: Partial<Sent>) =>
    statements(mdm({ event: 'T02', at: '0900', number: '', ...of }), 'DocumentReference')[0]
      ?.sourceId
  assert.equal(id({ file: 'letter-77.pdf' }), 'letter-77.pdf')
  assert.equal(id({}), 'T020900')
})

test('two documents in one message are two', () => {
  const [header, event, patient] = mdm({ event: 'T02', at: '0900' }).toString().split('\r')
  const bytes = message(
    header as string,
    event as string,
    patient as string,
    'TXA|1|CL^Clinic letter|TX|20261119141500||||||||D1|||||AU',
    'OBX|1|TX|CL^Clinic letter||one||||||F',
    'TXA|2|CL^Clinic letter|TX|20261119141500||||||||D2|||||AU',
    'OBX|1|TX|CL^Clinic letter||two||||||F',
  )
  assert.deepEqual(
    statements(bytes, 'DocumentReference').map((one) => [
      one.sourceId,
      Buffer.from(one.attachments?.[0]?.bytes ?? []).toString(),
    ]),
    [
      ['D1', 'one'],
      ['D2', 'two'],
    ],
  )
})

test('in any order and with duplicates the documents are the same (HL7-05)', () => {
  const story = [
    original,
    mdm({ event: 'T04', at: '0930', state: 'LA' }),
    mdm({ event: 'T08', at: '1000', content: 'other words' }),
    mdm({ event: 'T06', at: '1030', number: 'D2', parent: 'D1', content: 'more' }),
    mdm({ event: 'T10', at: '1100', number: 'D3', parent: 'D1', content: 'new' }),
    mdm({ event: 'T11', at: '1130', number: 'D2' }),
    mdm({ event: 'T03', at: '1200', number: 'D3', state: 'DI' }),
  ]
  const expected = [...known(...story)].sort()
  fc.assert(
    fc.property(
      fc.shuffledSubarray(story, { minLength: story.length }),
      fc.subarray(story),
      (order, again) => {
        assert.deepEqual([...known(...order, ...again)].sort(), expected)
      },
    ),
    { numRuns: 200 },
  )
})

test('a document that cannot be decoded is set aside by its place, and the rest is filed', () => {
  const [header, event, patient] = mdm({ event: 'T02', at: '0900' }).toString().split('\r')
  const bytes = message(
    header as string,
    event as string,
    patient as string,
    'TXA|1|CL^Clinic letter|TX|20261119141500||||||||D1|||||AU',
    'OBX|1|TX|CL^Clinic letter||one||||||F',
    'OBX|2|ED|PDF^Letter||^AP^PDF^Base64^###||||||F',
  )
  const { patients, setAside } = translation(bytes)
  assert.deepEqual(
    setAside.map(({ place, reason }) => [place, reason]),
    [['OBX 2', 'unreadable']],
  )
  assert.equal(
    patients[0]?.statements.some((one) => one.kind === 'DocumentReference'),
    true,
  )
})
