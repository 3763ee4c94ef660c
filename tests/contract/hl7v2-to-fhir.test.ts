/**
 * Show 2: our resources beside those that others made of the same messages. Who, what, which
 * code, which value, how it stands and when must agree, except where we differ on purpose.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { before, describe, test } from 'node:test'
import type { FhirResource } from '#vocabulary'
import { splitMessages } from '../../src/sources/index.ts'
import { read } from './hl7v2-fixtures.ts'
import { type Difference, differences } from './hl7v2-to-fhir-differences.ts'
import { comparedKinds, type Facts, factsOf } from './hl7v2-to-fhir-facts.ts'

const pairs = path.resolve(import.meta.dirname, '../../../shared/samples/hl7v2-to-fhir')
const skip = existsSync(pairs) ? false : 'the sample messages are not beside this checkout'

interface Found {
  readonly file: string
  readonly kind: string
  readonly fact: string
  readonly theirs: string
  readonly ours: string
}

interface Compared {
  agreed: number
  readonly found: Found[]
}

interface Bundle {
  readonly entry: readonly { readonly resource: FhirResource }[]
}

/** A medicine stands as a resource of its own in what others made. */
function theirsOf(file: string): FhirResource[] {
  const bundle = JSON.parse(readFileSync(path.join(pairs, expectedOf(file)), 'utf8')) as Bundle
  const all = bundle.entry.map((entry) => entry.resource)
  const medicines = new Map(
    all.flatMap((one) =>
      one.resourceType === 'Medication' ? [[`Medication/${one.id}`, one]] : [],
    ),
  )
  return all.map((one) => {
    if (!('medicationReference' in one)) return one
    const medicine = medicines.get(one.medicationReference?.reference ?? '')
    return medicine?.code ? { ...one, medicationCodeableConcept: medicine.code } : one
  })
}

const expectedOf = (file: string): string =>
  path.join('ms-fhir-converter-expected', file.replace(/\.hl7$/, '-expected.json'))

function oursOf(file: string): FhirResource[] {
  const [bytes] = splitMessages(readFileSync(path.join(pairs, 'ms-fhir-converter', file)))
  const outcome = read(bytes!)
  assert.ok(outcome.outcome === 'translated', file)
  return outcome.translation.patients.flatMap((patient) =>
    patient.statements.map((statement) => statement.resource),
  )
}

const nameOf = (facts: Facts): string => String(Object.values(facts)[0])

/** A message is about one patient and one visit, whatever their numbers. */
const single = new Set(['Patient', 'Encounter'])

/** What bears the same name belongs together; of several, the most alike. */
function matched(theirs: readonly Facts[], ours: readonly Facts[], isSingle: boolean) {
  const pairs = theirs.flatMap((their) =>
    ours
      .filter((our) => isSingle || nameOf(our) === nameOf(their))
      .map((our) => ({ their, our, alike: alike(their, our) })),
  )
  const found = new Map<Facts, Facts>()
  const taken = new Set<Facts>()
  for (const { their, our } of pairs.sort((a, b) => b.alike - a.alike)) {
    if (found.has(their) || taken.has(our)) continue
    found.set(their, our)
    taken.add(our)
  }
  return { found, left: ours.filter((our) => !taken.has(our)) }
}

const alike = (their: Facts, our: Facts): number =>
  Object.entries(their).filter(([fact, said]) => String(said) === String(our[fact])).length

function compare(file: string, kind: string, compared: Compared): void {
  const of = (all: readonly FhirResource[]): Facts[] =>
    all.filter((one) => one.resourceType === kind).map(factsOf)
  const theirs = of(theirsOf(file))
  const { found, left } = matched(theirs, of(oursOf(file)), single.has(kind))
  const differ = (fact: string, said: unknown, ours: unknown): void => {
    compared.found.push({ file, kind, fact, theirs: String(said), ours: String(ours) })
  }
  for (const their of theirs) {
    const our = found.get(their)
    if (!our) differ('not made', nameOf(their), '')
    for (const [fact, said] of Object.entries(our ? their : {})) {
      if (said === undefined) continue
      if (String(said) === String(our![fact])) compared.agreed++
      else differ(fact, said, our![fact])
    }
  }
  for (const our of left) differ('made', '', nameOf(our))
}

const covers = (difference: Difference, found: Found): boolean =>
  difference.kind === found.kind &&
  difference.fact === found.fact &&
  (difference.messages?.test(found.file) ?? true) &&
  (difference.theirs?.test(found.theirs) ?? true) &&
  (difference.ours?.test(found.ours) ?? true) &&
  (!difference.within || isWithin(found))

const isWithin = ({ ours, theirs }: Found): boolean =>
  ours.split(',').every((one) => theirs.split(',').includes(one))

const line = (found: Found): string =>
  `${found.file} ${found.kind}, ${found.fact}: theirs ${found.theirs}, ours ${found.ours}`

describe('HL7 v2 to FHIR, beside what others make of it', { skip }, () => {
  const compared = new Map<string, Compared>()
  before(() => {
    const files = readdirSync(path.join(pairs, 'ms-fhir-converter'))
      .filter((file) => existsSync(path.join(pairs, expectedOf(file))))
      .sort()
    assert.ok(files.length > 60)
    for (const kind of comparedKinds) {
      const all: Compared = { agreed: 0, found: [] }
      for (const file of files) compare(file, kind, all)
      compared.set(kind, all)
    }
  })

  for (const kind of comparedKinds) {
    test(`${kind}: what is not listed as a difference agrees`, (t) => {
      const { agreed, found } = compared.get(kind)!
      const unlisted = found.filter((one) => !differences.some((each) => covers(each, one)))
      t.diagnostic(`facts that agree: ${agreed}, deliberate differences: ${found.length}`)
      assert.deepEqual(unlisted.map(line), [])
    })
  }

  test('each listed difference occurs, and says why', (t) => {
    const all = [...compared.values()].flatMap((one) => one.found)
    const idle: string[] = []
    for (const difference of differences) {
      const times = all.filter((found) => covers(difference, found)).length
      t.diagnostic(`${difference.kind}, ${difference.fact}: ${times}. ${difference.why}`)
      if (times === 0) idle.push(`${difference.kind}, ${difference.fact}: ${difference.why}`)
      assert.ok(difference.why.length > 20)
    }
    assert.deepEqual(idle, [])
  })
})
