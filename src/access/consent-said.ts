/** What statements say of consent, wherever they say it: looked at before they are filed (OO-23). */
import type { ConsentSaid, FhirResource, Statement } from '#vocabulary'
import type { ConsentCodes, Judged, SaidCode } from './consent-codes.ts'

/** One statement, and the codes in it that concern sharing. */
export interface ConsentMention {
  /** The sender's own name for the statement. */
  readonly statement: string
  readonly eventTime: number
  /** False: its sender says that it is so no more. */
  readonly active: boolean
  readonly codes: readonly Judged[]
}

export function consentsIn(
  statements: readonly Statement[],
  consents: readonly ConsentSaid[],
  mapping: ConsentCodes,
): ConsentMention[] {
  return [
    ...statements.flatMap((one) => {
      const codes = consentCodesIn(one, mapping)
      if (!codes) return []
      const statement = `${one.kind}/${one.sourceId}`
      return [{ statement, eventTime: one.eventTime, active: isSo(one.resource), codes }]
    }),
    ...consents.map(({ sourceId, eventTime, active, codings, text }) => ({
      statement: sourceId,
      eventTime,
      active,
      codes: judged(
        codings.length > 0 ? codings.map((one) => beside(one, text)) : [uncoded(text)],
        mapping,
      ),
    })),
  ]
}

/** Undefined: nothing of this kind says anything of consent. */
export function consentCodesIn(
  { resource }: Statement,
  mapping: ConsentCodes,
): Judged[] | undefined {
  switch (resource.resourceType) {
    case 'Condition':
    case 'Flag':
      return judged(saidIn([resource.code]), mapping)
    case 'Observation': {
      const value = resource.valueCodeableConcept
      const words = resource.valueString ?? resource.valueBoolean?.toString()
      return judged(
        saidIn([resource.code, value ?? (words ? { text: words } : undefined)]),
        mapping,
      )
    }
    case 'Patient':
      return resource.extension ? judged(inExtensions(resource.extension), mapping) : []
    default:
      return undefined
  }
}

/** Of a narrative no more is read. */
const textMax = 200

const judged = (said: readonly SaidCode[], mapping: ConsentCodes): Judged[] => {
  const found = new Map<string, Judged>()
  for (const one of said) {
    const result = mapping.judge(one)
    if (result) found.set(`${result.system}|${result.code}`, result)
  }
  return [...found.values()]
}

interface Concept {
  readonly coding?: readonly {
    readonly system?: string
    readonly code?: string
    readonly display?: string
  }[]
  readonly text?: string
}

/** A question and its answer are read together: 'Consent to share: Refused'. */
function saidIn(concepts: readonly (Concept | undefined)[]): SaidCode[] {
  const told = concepts.filter((one) => one !== undefined)
  const text = told
    .map((one) => one.text ?? one.coding?.find(({ display }) => display)?.display ?? '')
    .filter((words) => words !== '')
    .join(': ')
  const codings = told.flatMap((one) => one.coding ?? []).filter((one) => one.code)
  return codings.length > 0 ? codings.map((one) => beside(one, text)) : [uncoded(text)]
}

const beside = (
  coding: { readonly system?: string; readonly code?: string; readonly display?: string },
  text: string,
): SaidCode => {
  const { system, code = '', display = '' } = coding
  const both = text.includes(display) ? text : `${display}; ${text}`
  return { system, code, text: both.slice(0, textMax) }
}

/** Words alone are what it is known by. */
const uncoded = (text: string): SaidCode => {
  const words = text.slice(0, textMax)
  return { code: words, text: words }
}

type Extension = NonNullable<
  Extract<FhirResource, { resourceType: 'Patient' }>['extension']
>[number]

function inExtensions(extensions: readonly Extension[]): SaidCode[] {
  return extensions.flatMap((one) => {
    const name = one.url
      .replace(/^.*[/:]/, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('-', ' ')
    const coding = one.valueCoding ? { coding: [one.valueCoding] } : undefined
    const value = one.valueCode ?? one.valueString ?? one.valueBoolean?.toString()
    const concept = one.valueCodeableConcept ?? coding ?? (value ? { text: value } : undefined)
    return [
      ...(concept ? saidIn([{ text: name }, concept]) : []),
      ...inExtensions(one.extension ?? []),
    ]
  })
}

function isSo(resource: FhirResource): boolean {
  switch (resource.resourceType) {
    case 'Condition':
      return !codesOf(resource.clinicalStatus, resource.verificationStatus).some((code) =>
        ['inactive', 'resolved', 'remission', 'entered-in-error', 'refuted'].includes(code),
      )
    case 'Flag':
      return resource.status === undefined || resource.status === 'active'
    case 'Observation':
      return !['entered-in-error', 'cancelled'].includes(resource.status)
    default:
      return true
  }
}

const codesOf = (...concepts: readonly (Concept | undefined)[]): string[] =>
  concepts.flatMap((one) => one?.coding?.map(({ code }) => code ?? '') ?? [])
