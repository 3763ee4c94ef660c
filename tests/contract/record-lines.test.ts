/** Every published example that is at hand becomes a line that can be read, and none is too odd. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { before, test } from 'node:test'
import type { FhirResource, Patient } from 'fhir/r4'
import { itemOf, personView, shownKinds } from '../../src/record/view/index.ts'

const samples = path.resolve(import.meta.dirname, '../../../shared/samples')
const folders = ['synthea-r4', 'fhir-r4-examples', 'uk-core-r4', 'nhse-programmes-r4', 'ips']
const skip = fs.existsSync(samples) ? false : 'the published examples are not at hand'

const provenance = {
  feed: 'examples',
  organisation: 'RJ1',
  organisationName: 'St Elsewhere',
  receivedAt: '2026-03-14T09:00:00.000Z',
}

interface Found {
  readonly file: string
  readonly resource: FhirResource
}
const found: Found[] = []

before(() => {
  for (const folder of skip ? [] : folders) {
    const root = path.join(samples, folder)
    if (!fs.existsSync(root)) continue
    for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.json')) read(path.join(root, name))
    }
  }
})

function read(file: string): void {
  let json: unknown
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return
  }
  gather(file, json as FhirResource)
}

function gather(file: string, resource: FhirResource | undefined): void {
  if (!resource?.resourceType) return
  if (resource.resourceType !== 'Bundle') {
    found.push({ file: path.basename(file), resource })
    return
  }
  for (const entry of resource.entry ?? []) gather(file, entry.resource as FhirResource | undefined)
}

const lineOf = (resource: FhirResource) =>
  itemOf({ id: 'one', kind: resource.resourceType, resource, provenance })

test('every example of a kind that is shown has a title in words', { skip }, () => {
  assert.ok(found.length > 1000)
  const untitled = found
    .filter(({ resource }) => shownKinds.includes(resource.resourceType))
    .map(({ file, resource }) => ({ file, resource, line: lineOf(resource) }))
    .filter(({ line }) => line && !/\p{L}{2}/u.test(line.item.title))
  assert.deepEqual(
    untitled.map(({ file }) => file),
    [],
  )
})

test('no line holds an empty value, a bare object or markup', { skip }, () => {
  for (const { file, resource } of found) {
    const line = lineOf(resource)
    if (!line) continue
    const words = JSON.stringify(line.item)
    assert.doesNotMatch(words, /\[object|undefined|:null|:""|:\[\]|:\{\}|<div|NaN/, file)
  }
})

const junk = [null, '', '""', 'odd', 0, -1, true, [], [null], ['odd'], [[]], {}, { coding: 'odd' }]

/** The resource with each of its values, however deep, replaced in turn. */
function* spoiled(resource: unknown): Generator<unknown> {
  const copy = structuredClone(resource)
  const places: [holder: Record<string, unknown>, key: string][] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, each] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key])
      walk(each)
    }
  }
  walk(copy)
  for (const [holder, key] of places) {
    const kept = holder[key]
    for (const odd of junk) {
      holder[key] = odd
      yield copy
    }
    holder[key] = kept
  }
}

/** Per kind, the examples with the most in them: they spoil in the most ways. */
function richest(kind: string, count: number): FhirResource[] {
  return found
    .filter(({ resource }) => resource.resourceType === kind)
    .map(({ resource }) => ({ resource, size: JSON.stringify(resource).length }))
    .filter(({ size }) => size < 20_000)
    .sort((a, b) => b.size - a.size)
    .slice(0, count)
    .map(({ resource }) => resource)
}

test('no field of a wrong type, however deep, stops a line from being shown', { skip }, () => {
  for (const kind of shownKinds) {
    for (const resource of richest(kind, 6)) {
      for (const odd of spoiled(resource)) {
        const line = itemOf({ id: 'one', kind, resource: odd as FhirResource, provenance })
        assert.ok(!line || line.item.title.length > 0)
      }
    }
  }
})

test('no field of a wrong type stops the banner', { skip }, () => {
  for (const resource of richest('Patient', 6)) {
    for (const odd of spoiled(resource)) {
      const view = personView([{ resource: odd as Patient, provenance }])
      assert.ok(Array.isArray(view.identifiers))
    }
  }
})
