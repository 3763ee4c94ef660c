/**
 * What somebody must look at in the register of objections (OO-41). Objections that were not sent for
 * three years were nobody's alarm elsewhere: so silence is one here.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { RegisterFigures } from './look.ts'
import type { Route } from './objection.ts'

const alarms = z
  .strictObject({
    version: z.int().positive(),
    owner: z.string(),
    effectiveFrom: z.iso.date(),
    status: z.string(),
    /** Of all in force: falling by more within a day is a trouble. */
    fallShareMax: z.number().min(0).max(1),
    /** By which something is expected every week, once there was anything. */
    quietRoutes: z.array(z.enum(['desk', 'code', 'import'])),
    /** Of all in force: more than this about people who were never seen. */
    unmatchedShareMax: z.number().min(0).max(1),
    undecidedDaysMax: z.int().positive(),
  })
  .parse(JSON.parse(readFileSync(new URL('./alarms.json', import.meta.url), 'utf8')))

const ways: Readonly<Record<Route, string>> = {
  desk: 'the desk',
  code: 'codes of feeds',
  import: 'registers that are brought over',
}

/** `most`: as many as were in force at any time of the last day. Counts only. */
export function registerTroubles(
  figures: RegisterFigures,
  most: number | undefined,
  isShut: boolean,
): string[] {
  const { inForce, unmatched, oldestUndecidedDays, byRoute } = figures
  const troubles = isShut
    ? ['register of objections: it is behind its journal, no record opens']
    : []
  if (most !== undefined && most - inForce > most * alarms.fallShareMax) {
    troubles.push('register of objections: fewer are in force than a day ago')
  }
  for (const route of alarms.quietRoutes) {
    const { inForce: ever, lastWeek } = byRoute[route]
    if (ever > 0 && lastWeek === 0) {
      troubles.push(`register of objections: nothing came by ${ways[route]} for 7 days`)
    }
  }
  if (inForce > 0 && unmatched > inForce * alarms.unmatchedShareMax) {
    troubles.push('register of objections: too many are about nobody who was ever seen')
  }
  if (oldestUndecidedDays >= alarms.undecidedDaysMax) {
    troubles.push(
      `register of objections: one has waited ${alarms.undecidedDaysMax} days or more to be decided`,
    )
  }
  return troubles
}
