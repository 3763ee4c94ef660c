/**
 * Units as sent, to UCUM: by the profile first, then by its dated table of usual spellings. What
 * neither knows has no code, and is never converted (§5e; LAB-12).
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { FeedProfile } from './feed-profile.ts'

const tableSchema = z.strictObject({
  name: z.string(),
  source: z.string(),
  asOf: z.iso.date(),
  /** UCUM code to its spellings; capitals matter only for those of `notByCapitals`. */
  units: z.record(z.string(), z.array(z.string())),
  /** Written so, it can mean another unit (G/L is 10*9/L to some): only a profile may say. */
  notByCapitals: z.array(z.string()),
})

interface UnitTable {
  readonly bySpelling: ReadonlyMap<string, string>
  readonly notByCapitals: ReadonlySet<string>
}

const tables: Readonly<Record<Exclude<FeedProfile['unitTable'], 'none'>, UnitTable>> = {
  'uk-2026-11': readTable('uk-2026-11'),
}

function readTable(name: string): UnitTable {
  const file = new URL(`./units/${name}.json`, import.meta.url)
  const table = tableSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const bySpelling = Object.entries(table.units).flatMap(([ucum, spellings]) =>
    [ucum, ...spellings].map((spelling) => [folded(spelling), ucum] as const),
  )
  return { bySpelling: new Map(bySpelling), notByCapitals: new Set(table.notByCapitals) }
}

/** The UCUM code of a unit as sent; undefined when nobody has said what it is. */
export function ucumOf(unit: string, profile: FeedProfile): string | undefined {
  const said = profile.units[unit] ?? profile.units[withoutMicro(unit).trim()]
  if (said !== undefined) return said || undefined
  if (profile.unitTable === 'none') return undefined
  const table = tables[profile.unitTable]
  const written = withoutMicro(unit).trim()
  return table.notByCapitals.has(written) ? undefined : table.bySpelling.get(folded(written))
}

/** A known unit that is written so when its stroke and signs are lost: 'UMOLL'. For a human. */
export function lookalike(unit: string): string | undefined {
  const bare = letters(unit)
  if (bare.length < 3 || /\d/.test(unit)) return undefined
  const like = [...tables['uk-2026-11'].bySpelling]
    .filter(([spelling]) => letters(spelling) === bare && !/\d/.test(spelling))
    .map(([, ucum]) => ucum)
  return new Set(like).size === 1 ? like[0] : undefined
}

function letters(unit: string): string {
  return folded(unit).replace(/[^a-z]/g, '')
}

/** The micro sign and the Greek letter look the same and are two characters. */
function withoutMicro(unit: string): string {
  return unit.replace(/[µμ]/g, 'u')
}

function folded(unit: string): string {
  return withoutMicro(unit).replace(/\s+/g, ' ').trim().toLowerCase()
}
