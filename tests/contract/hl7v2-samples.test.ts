/**
 * Show 1: every message of the samples is accounted for. What was received is what was filed and
 * what was set aside with a reason, and what is well formed is filed.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { Translated } from '#vocabulary'
import { acknowledge, combine, peek, splitMessages } from '../../src/sources/index.ts'
import { read } from './hl7v2-fixtures.ts'

const samples = path.resolve(import.meta.dirname, '../../../shared/samples')
const folders = ['hl7v2-uk', 'hl7v2-uk-spec', 'hl7v2-odd-and-malformed', 'hl7v2-to-fhir']
const skip = existsSync(samples) ? false : 'the sample messages are not beside this checkout'

interface Sample {
  readonly file: string
  readonly bytes: Uint8Array
}

/** Files that hold messages: not the FHIR that others made of them, nor the words about them. */
function messagesOf(folder: string): Sample[] {
  return readdirSync(path.join(samples, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.json$|SOURCE|expected/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => {
      const bytes = readFileSync(file)
      const all = folder === 'hl7v2-uk-spec' ? printed(bytes.toString()) : splitMessages(bytes)
      return all.map((one) => ({ file: path.relative(samples, file), bytes: one }))
    })
}

/** Messages in the text of a specification, whose long lines are folded where the page ends. */
function printed(text: string): Buffer[] {
  const messages: string[][] = []
  let isOpen = false
  for (const line of text.split(/\r?\n/)) {
    const words = line.trim()
    if (/^MSH\|/.test(words)) {
      messages.push([words])
      isOpen = true
    } else if (words === '') isOpen = false
    else if (isOpen && /^[A-Z][A-Z0-9]{2}\|/.test(words)) messages.at(-1)!.push(words)
    else if (isOpen) messages.at(-1)!.push(`${messages.at(-1)!.pop()}${words}`)
  }
  return messages.map((lines) => Buffer.from(lines.join('\r')))
}

/** Types of messages that are about no patient's care: acknowledgements, queries, master files. */
const aboutNobody = /^(ACK|MFN|QBP|RSP|QRY)\b/

/** As HL7 has it, read without any of our code: a header, a type, and the number of a patient. */
function isWellFormed(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^[^M]*/, '')
    .split(/[\r\n]+/)
  const [header = ''] = lines
  if (!/^MSH[^\w\s][^\w\s]{4}/.test(header)) return false
  const field = header[3] as string
  const type = header.split(field)[8] ?? ''
  if (!/^[A-Z]{3}\W[A-Z]\d\d/.test(type) || aboutNobody.test(type)) return false
  const patients = lines.filter((line) => line.startsWith(`PID${field}`))
  // PID-3 is required; older messages name the patient in PID-2, PID-4 or PID-19.
  const isNumbered = (pid: string) =>
    [2, 3, 4, 18, 19].some((n) => /^[^^~|]*\w/.test(pid.split(field)[n] ?? ''))
  return patients.length > 0 && patients.every(isNumbered)
}

const reasonOf = (outcome: Translated): string =>
  outcome.outcome === 'translated' ? 'filed' : `set aside: ${outcome.reason}`

for (const folder of folders) {
  test(`${folder}: received is filed and set aside with a reason`, { skip }, (t) => {
    const received = messagesOf(folder)
    assert.ok(received.length > 0)
    const reasons = new Map<string, number>()
    for (const { file, bytes } of received) {
      const outcome = read(bytes)
      const reason = reasonOf(outcome)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      assert.notEqual(reason, 'set aside: fault', file)
      if (outcome.outcome === 'set-aside') assert.ok(outcome.words.length > 10, file)
      else holdsTogether(outcome, file)
      acknowledge(peek(bytes), 'AA', { at: 0, controlId: '1' })
    }
    const accounted = [...reasons.values()].reduce((sum, count) => sum + count, 0)
    assert.equal(accounted, received.length)
    t.diagnostic(`received: ${received.length}`)
    for (const [reason, count] of [...reasons].sort()) t.diagnostic(`${reason}: ${count}`)
  })
}

/** Every statement is whole, is put together by a rule that exists, and a repeat adds nothing. */
function holdsTogether(outcome: Translated & { outcome: 'translated' }, file: string): void {
  for (const { key, statements } of outcome.translation.patients) {
    assert.ok(key.value && key.namespace, file)
    for (const statement of statements) {
      assert.equal(statement.kind, statement.resource.resourceType, file)
      assert.ok(Number.isFinite(statement.eventTime), file)
      const rule = statement.combine ? combine[statement.combine] : undefined
      assert.equal(rule === undefined, statement.combine === undefined, file)
      if (!rule) continue
      const once = rule(undefined, statement)
      const kept = JSON.parse(JSON.stringify(once)) as typeof once
      assert.equal(JSON.stringify(rule(kept, statement).resource), JSON.stringify(once.resource))
    }
  }
}

test('of well-formed messages less than one in a hundred is set aside', { skip }, (t) => {
  const wellFormed = folders.flatMap(messagesOf).filter(({ bytes }) => isWellFormed(bytes))
  const aside: string[] = []
  const parts: string[] = []
  for (const { file, bytes } of wellFormed) {
    const outcome = read(bytes)
    if (outcome.outcome === 'set-aside') {
      aside.push(`${file}: ${outcome.reason} at ${outcome.place}. ${outcome.words}`)
    } else {
      const { setAside, messageType } = outcome.translation
      for (const part of setAside) {
        parts.push(`${file} (${messageType}): ${part.reason} at ${part.place}. ${part.words}`)
      }
    }
  }
  t.diagnostic(`well formed: ${wellFormed.length}, set aside: ${aside.length}`)
  for (const line of aside) t.diagnostic(`set aside: ${line}`)
  t.diagnostic(`parts set aside while the rest was filed: ${parts.length}`)
  for (const line of parts) t.diagnostic(`part: ${line}`)
  assert.ok(wellFormed.length > 1000)
  assert.ok(aside.length < wellFormed.length / 100, aside.join('\n'))
})

test('what is set aside whole, case by case', { skip }, (t) => {
  const cases = new Map<string, string[]>()
  for (const { file, bytes } of folders.flatMap(messagesOf)) {
    const outcome = read(bytes)
    if (outcome.outcome !== 'set-aside') continue
    const why = `${outcome.reason}: ${outcome.words}`
    cases.set(why, [...(cases.get(why) ?? []), file])
  }
  for (const [why, files] of cases) {
    t.diagnostic(why)
    for (const file of files) t.diagnostic(`    ${file}`)
  }
  // Each is a kind that a human can act on.
  const known = /^(not-hl7|unreadable|unsupported|no-patient):/
  for (const why of cases.keys()) assert.match(why, known)
})

test('what is not understood is counted by its kind, never by its content', { skip }, (t) => {
  const counts = new Map<string, number>()
  for (const { bytes } of folders.flatMap(messagesOf)) {
    const outcome = read(bytes)
    if (outcome.outcome !== 'translated') continue
    for (const [what, times] of Object.entries(outcome.translation.notUnderstood)) {
      counts.set(what, (counts.get(what) ?? 0) + times)
    }
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  t.diagnostic(sorted.map(([what, times]) => `${what}: ${times}`).join(', '))
  for (const [what] of sorted) {
    assert.match(
      what,
      /^(segment [A-Z0-9]{3}|segment without a name|message \w+|event \w+\^\w+|document in OBX outside a report)$/,
    )
  }
})
