/**
 * Since when a sender has said what has no date of its own: with which practice the patient is,
 * and that they have died. Of each value the first and the last time it was said is remembered,
 * which is the same in whatever order that arrives (HL7-05, LR-06).
 */
import type { Extension, Reference } from 'fhir/r4'
import { formerPracticeUrl } from '#vocabulary'
import type { Latest } from '../latest.ts'

type Span = readonly [first: number, last: number]
type Said = Readonly<Record<string, Span>>
/** By fact, by value. */
export type Spans = Readonly<Record<'practice' | 'deceased', Said>>

/** As far as the newest of each fact tells. */
export function spansIn(facts: Latest): Spans {
  const said = (name: string, keyOf: (value: unknown) => string | undefined): Said => {
    const [at, , value] = facts[name] ?? []
    const key = keyOf(value)
    return at !== undefined && key !== undefined ? { [key]: [at, at] } : {}
  }
  return {
    practice: said('practice', (value) => practiceKey(value as Reference | null | undefined)),
    deceased: said('deceased', (value) => (typeof value === 'boolean' ? String(value) : undefined)),
  }
}

export const mergeSpans = (one: Spans, other: Spans): Spans => ({
  practice: mergeSaid(one.practice, other.practice),
  deceased: mergeSaid(one.deceased, other.deceased),
})

function mergeSaid(one: Said, other: Said): Said {
  const merged: Record<string, Span> = { ...one }
  for (const [key, [first, last]] of Object.entries(other)) {
    const [from, to] = merged[key] ?? [first, last]
    merged[key] = [Math.min(from, first), Math.max(to, last)]
  }
  return merged
}

/** What is said now has been so since it was first said, or since something else was said last. */
export function sinceWhen(spans: Spans, fact: keyof Spans, key: string): number | undefined {
  const span = spans[fact][key]
  if (!span) return undefined
  const others = Object.entries(spans[fact]).filter(([other]) => other !== key)
  return Math.max(span[0], ...others.map(([, [, last]]) => last))
}

export function withSince(practice: Reference | undefined, spans: Spans): Reference | undefined {
  const key = practiceKey(practice)
  const since = key === undefined ? undefined : sinceWhen(spans, 'practice', key)
  if (!practice?.identifier || since === undefined) return practice
  return { ...practice, identifier: { ...practice.identifier, period: { start: iso(since) } } }
}

/** Those left last first: who looks after somebody does so for a while after they have left. */
export function formerPractices(current: Reference | undefined, spans: Spans): Extension[] {
  const key = practiceKey(current)
  const said = Object.entries(spans.practice)
  return said
    .filter(([other]) => key !== undefined && other !== key)
    .map(([practice, [first, last]]) => {
      const next = said
        .filter(([other, span]) => other !== practice && span[1] >= last)
        .map(([, span]) => Math.max(span[0], last))
      return { practice, first, end: Math.min(...next) }
    })
    .filter(({ end }) => Number.isFinite(end))
    .sort((a, b) => b.end - a.end || (a.practice < b.practice ? -1 : 1))
    .slice(0, formerMax)
    .map(({ practice, first, end }) => {
      const [system, value] = practice.split('|')
      const period = { start: iso(first), end: iso(end) }
      return { url: formerPracticeUrl, valueReference: { identifier: { system, value, period } } }
    })
}

const formerMax = 2

const practiceKey = (practice: Reference | null | undefined): string | undefined =>
  practice?.identifier?.system && practice.identifier.value
    ? `${practice.identifier.system}|${practice.identifier.value}`
    : undefined

const iso = (time: number): string => new Date(time).toISOString()
