import pg from 'pg'

/**
 * What PostgreSQL's values become: int8 a number (one beyond 2^53 throws: select it as text),
 * timestamptz the milliseconds of the epoch, date and numeric their text, json and jsonb parsed,
 * bytea a Buffer.
 */
export const valueParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const own = format === 'binary' ? undefined : parsers[oid]
    return own ?? pg.types.getTypeParser(oid, format)
  },
} as pg.CustomTypesConfig

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  20: wholeNumber,
  1016: (text) => arrayOf(text, wholeNumber),
  1082: (text) => text,
  1114: (text) => text,
  1184: epochMs,
  1185: (text) => arrayOf(text, epochMs),
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new RangeError('an int8 is too large for a number: select it as text')
  return value
}

/** The session speaks ISO in UTC, as 2026-11-22 18:00:00.123456+00. Microseconds are cut off. */
function epochMs(text: string): number {
  if (text === 'infinity') return Number.POSITIVE_INFINITY
  if (text === '-infinity') return Number.NEGATIVE_INFINITY
  const value = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 23).replace(/\+0*$/, '')}Z`)
  if (Number.isNaN(value) || !text.endsWith('+00'))
    throw new RangeError('a timestamptz is outside the years 0001 to 9999')
  return value
}

function arrayOf<Value>(text: string, parse: (text: string) => Value): (Value | null)[] {
  // The package's own types lag behind it: its array parser is an object with create.
  const { create } = pg.types.arrayParser as unknown as {
    create(text: string, parse: (item: string) => Value): { parse(): (Value | null)[] }
  }
  return create(text, parse).parse()
}
