/**
 * All that access is decided by, as it lies on this disk: name, version and hash of each part
 * (AC-30). Which of it is in force is kept in the database.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface RulePart {
  /** Undefined: a file of the installation, which has none. */
  readonly version?: number | undefined
  readonly hash: string
}
/** By name. */
export type Rules = Readonly<Record<string, RulePart>>

const own: Readonly<Record<string, string>> = {
  policy: '../policy.json',
  'baseline-activities': '../baseline-activities.json',
  succession: '../succession.json',
  'consent-codes': '../consent-codes.json',
  'care-settings': '../settings.json',
}

const versioned = z.object({ version: z.int().positive() })

export const rulePartOf = (text: string, version?: number): RulePart => ({
  version,
  hash: createHash('sha256').update(text).digest('hex'),
})

/** The files of this station as they are on the disk now. */
export function ownRules(): Rules {
  return Object.fromEntries(
    Object.entries(own).map(([name, file]) => {
      const text = readFileSync(new URL(file, import.meta.url), 'utf8')
      return [name, rulePartOf(text, versioned.parse(JSON.parse(text)).version)]
    }),
  )
}

/** Of all parts together, whatever their order. */
export function hashOfRules(rules: Rules): string {
  const lines = Object.entries(rules)
    .map(([name, { version, hash }]) => `${name} ${version ?? ''} ${hash}\n`)
    .sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}

type Change = 'newer' | 'older' | 'edited' | 'other'

export interface RulesCompared {
  /** By part; empty: these are in force. `other`: of a part without versions. */
  readonly changes: Readonly<Record<string, Change>>
  /** No part is older than in force, and none was changed without a new version (AT-50). */
  readonly isForward: boolean
}

export function compareRules(inForce: Rules, found: Rules): RulesCompared {
  const changes: Record<string, Change> = {}
  for (const name of new Set([...Object.keys(inForce), ...Object.keys(found)])) {
    const change = changeOf(inForce[name], found[name])
    if (change) changes[name] = change
  }
  const isForward = Object.values(changes).every((one) => one === 'newer' || one === 'other')
  return { changes, isForward }
}

function changeOf(before: RulePart | undefined, now: RulePart | undefined): Change | undefined {
  if (before?.hash === now?.hash && before?.version === now?.version) return undefined
  if (!now) return before?.version === undefined ? 'other' : 'older'
  if (!before) return 'newer'
  if (before.version === undefined || now.version === undefined) return 'other'
  if (now.version === before.version) return 'edited'
  return now.version > before.version ? 'newer' : 'older'
}
