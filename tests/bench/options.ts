import { parseArgs } from 'node:util'

const accessParts = ['decide', 'gate', 'hide', 'import', 'size'] as const
const parts = ['open', 'file', 'store', 'grow', 'stream', ...accessParts] as const
type Part = (typeof parts)[number]

export interface Options {
  readonly quick: boolean
  /** Where the results go as JSON too. */
  readonly json: string | undefined
  readonly only: readonly Part[]
  /** Persons in the small and in the large store. */
  readonly persons: readonly [number, number]
  readonly rounds: number
  /** The stream, once more and so long, for its memory. */
  readonly soakMinutes: number
  /** In the large store of the part `size`; a hundredth of them in the small one. */
  readonly objections: number
  readonly relationships: number
  /** Rows of the register that is imported. */
  readonly imported: number
}

export const optionsText = `Options of the bench:
  --quick          small sizes, a minute or two: for trying, not for figures
  --json FILE      the results as JSON too
  --only PART      open, file, store, grow or stream; decide, gate, hide, import or size, or access
                   for these five; may be given again
  --persons N,M    persons in the small and in the large store (1000,100000)
  --rounds N       how often everything is measured; the median counts
  --soak MINUTES   the stream once more for so long, to see whether memory grows (0)
  --objections N   in the large store of the part size (5000000)
  --relationships N (20000000); about 800 and 280 bytes on disk for each
  --imported N     rows of the register in the part import (200000)`

export function readOptions(argv: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string', multiple: true },
      persons: { type: 'string' },
      rounds: { type: 'string' },
      soak: { type: 'string' },
      objections: { type: 'string' },
      relationships: { type: 'string' },
      imported: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const quick = values.quick
  const only = (values.only ?? [...parts]).flatMap((part) =>
    part === 'access' ? [...accessParts] : part,
  )
  for (const part of only) {
    if (!parts.includes(part as Part)) throw new Error(`--only ${part}: one of ${parts.join(', ')}`)
  }
  const persons = (values.persons ?? (quick ? '200,1000' : '1000,100000')).split(',').map(Number)
  const [small, large] = persons
  if (!isCount(small) || !isCount(large) || small > large) {
    throw new Error('--persons: two numbers, the smaller first, as in 1000,100000')
  }
  const rounds = Number(values.rounds ?? (quick ? 1 : 7))
  if (!isCount(rounds)) throw new Error('--rounds: a number')
  const soakMinutes = Number(values.soak ?? 0)
  if (!(soakMinutes >= 0)) throw new Error('--soak: a number of minutes')
  const objections = Number(values.objections ?? (quick ? 20_000 : 5_000_000))
  const relationships = Number(values.relationships ?? (quick ? 80_000 : 20_000_000))
  if (![objections, relationships].every((one) => isCount(one) && one >= fewest)) {
    throw new Error(`--objections, --relationships: a number, ${fewest} at least`)
  }
  const imported = Number(values.imported ?? (quick ? 4_000 : 200_000))
  if (!isCount(imported)) throw new Error('--imported: a number')
  const sizes = { objections, relationships, imported }
  const chosen = { quick, json: values.json, only: only as Part[], rounds, soakMinutes, ...sizes }
  return { ...chosen, persons: [small, large] }
}

/** The small store has a hundredth. */
const fewest = 20_000

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value > 0
