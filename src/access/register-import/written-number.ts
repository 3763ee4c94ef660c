/**
 * An NHS number as it stands in lists that went through spreadsheets: with spaces, dashes, a
 * leading apostrophe, as ="…" or 4857773456.0, without its leading zero.
 */
import { readNhsNumber } from '#vocabulary'

export interface WrittenNumber {
  /** Passes its check digit and is somebody's. */
  readonly nhsNumber?: string
  /** What stands there, without its dress: for a number that is not one. */
  readonly written?: string
  /** It had to be read with good will. */
  readonly restored?: true
}

export function readWrittenNumber(cell: string | undefined): WrittenNumber {
  const plain = (cell ?? '').normalize('NFKC').replace(/[\p{Cf}\p{Cc}\p{Zs}]/gu, '')
  if (/^(?:|-+|n\/?a|null|none|unknown|notknown|nil|\?+)$/i.test(plain)) return {}
  const bare = plain
    .replace(/^=?["'’‘`]+|["'’‘`]+$/g, '')
    .replace(/^nhs(?:no|number|num)?[.:#]*/i, '')
    .replace(/^(\d{9,10})[.,]0+$/, '$1')
  const digits = wholeNumber(bare) ?? bare.replace(/[-–—−./_]/g, '')
  const nhsNumber = readNhsNumber(digits)
  if (nhsNumber) return { nhsNumber, ...(digits !== plain && { restored: true as const }) }
  // A spreadsheet takes the zero that a number begins with.
  const longer = /^\d{9}$/.test(digits) ? readNhsNumber(`0${digits}`) : undefined
  if (longer) return { nhsNumber: longer, restored: true }
  return { written: digits.slice(0, 40) }
}

/** 4.857773456E+09, where none of the digits is lost. */
function wholeNumber(text: string): string | undefined {
  const parts = /^(\d)[.,](\d{1,9})E\+?0?(\d)$/i.exec(text)
  if (!parts) return undefined
  const [, first, rest, power] = parts
  return rest!.length <= Number(power) ? first + rest!.padEnd(Number(power), '0') : undefined
}
