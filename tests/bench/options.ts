import { parseArgs } from 'node:util'

const parts = ['open', 'file', 'store', 'grow', 'stream'] as const
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
}

export const optionsText = `Options of the bench:
  --quick          small sizes, under a minute: for trying, not for figures
  --json FILE      the results as JSON too
  --only PART      open, file, store, grow or stream; may be given again
  --persons N,M    persons in the small and in the large store (1000,100000)
  --rounds N       how often everything is measured; the median counts
  --soak MINUTES   the stream once more for so long, to see whether memory grows (0)`

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
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const quick = values.quick
  const only = values.only ?? [...parts]
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
  const chosen = { quick, json: values.json, only: only as Part[], rounds, soakMinutes }
  return { ...chosen, persons: [small, large] }
}

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value > 0
