import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { acknowledge, combine, peek, splitMessages } from '../../src/sources/index.ts'
import { read } from './hl7v2-fixtures.ts'

const samples = path.resolve(import.meta.dirname, '../../../shared/samples')
const folders = ['hl7v2-uk', 'hl7v2-odd-and-malformed', 'hl7v2-to-fhir']
const skip = existsSync(samples) ? false : 'the sample messages are not beside this checkout'

/** Files that are meant to be messages: not the FHIR that others made of them. */
function filesOf(folder: string): string[] {
  return readdirSync(path.join(samples, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !/\.json$|SOURCE|expected/.test(file.name))
    .map((file) => path.join(file.parentPath, file.name))
    .sort()
}

for (const folder of folders) {
  test(`every sample of ${folder} is translated, or set aside with a reason`, { skip }, (t) => {
    const reasons = new Map<string, number>()
    for (const file of filesOf(folder)) {
      const messages = splitMessages(readFileSync(file))
      assert.ok(messages.length > 0, file)
      for (const bytes of messages) {
        const outcome = read(bytes)
        const reason = outcome.outcome === 'translated' ? 'translated' : outcome.reason
        assert.notEqual(reason, 'fault', file)
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        acknowledge(peek(bytes), 'AA', { at: 0, controlId: '1' })
        if (outcome.outcome !== 'translated') continue
        for (const { key, statements } of outcome.translation.patients) {
          assert.ok(key.value && key.namespace, file)
          for (const statement of statements) {
            assert.equal(statement.kind, statement.resource.resourceType)
            assert.ok(Number.isFinite(statement.eventTime), file)
            const rule = statement.combine && combine[statement.combine]
            if (rule) assert.ok(rule(rule(undefined, statement), statement).resource)
          }
        }
      }
    }
    for (const [reason, count] of reasons) t.diagnostic(`${reason}: ${count}`)
  })
}
