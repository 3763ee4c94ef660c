/** The invented messages of fixtures/hl7v2, one for each defect that feeds are known for. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { FhirResource, Statement, Translated, Translation } from '#vocabulary'
import { peek, profileForSender, translate } from '../../src/sources/index.ts'

/** When the tests' messages were received. */
const receivedAt = Date.parse('2026-11-20T10:16:00Z')

export const fixture = (name: string): Buffer =>
  readFileSync(path.resolve(import.meta.dirname, 'fixtures/hl7v2', `${name}.hl7`))

export function read(bytes: Uint8Array): Translated {
  const envelope = peek(bytes)
  const feed = profileForSender(envelope?.application ?? '', envelope?.facility ?? '')
  return translate('hl7v2', bytes, feed, receivedAt)
}

export function translation(bytes: Uint8Array): Translation {
  const translated = read(bytes)
  assert.equal(translated.outcome, 'translated', JSON.stringify(translated))
  return (translated as { translation: Translation }).translation
}

/** Of the first patient. */
export const statements = (bytes: Uint8Array, kind: string): Statement[] =>
  (translation(bytes).patients[0]?.statements ?? []).filter((one) => one.kind === kind)

export const resources = <Kind extends FhirResource>(bytes: Uint8Array, kind: string): Kind[] =>
  statements(bytes, kind).map((one) => one.resource as Kind)

/** A message of segments. */
export const message = (...segments: string[]): Buffer => Buffer.from(`${segments.join('\r')}\r`)
