/** What the FHIR door says became of a message, counted by resource. */
interface Outcome {
  readonly issue?: readonly {
    readonly code?: string
    readonly details?: { readonly text?: string }
    readonly diagnostics?: string
    readonly expression?: readonly string[]
  }[]
}

interface Trouble {
  readonly file: string
  readonly place: string
  readonly words: string
}

export interface Loaded {
  readonly filed: number
  /** Used to complete others, or kept as received: no line of the record by itself. */
  readonly kept: number
  readonly isDuplicate: boolean
  readonly setAside: readonly Trouble[]
  readonly failed: readonly Trouble[]
}

const nothing: Loaded = { filed: 0, kept: 0, isDuplicate: false, setAside: [], failed: [] }

export function readAnswer(file: string, kind: string, status: number, body: unknown): Loaded {
  const answer = (body ?? {}) as Outcome & {
    resourceType?: string
    entry?: readonly { response?: { status?: string; outcome?: Outcome } }[]
  }
  if (answer.resourceType === 'Bundle') return sumEntries(file, answer.entry ?? [])
  const code = answer.issue?.[0]?.code
  if (status === 200 && code === 'duplicate') return { ...nothing, isDuplicate: true }
  if (status === 201) return { ...nothing, filed: 1 }
  if (status === 202) return { ...nothing, kept: 1 }
  if (status === 400 || status === 422)
    return { ...nothing, setAside: troubles(file, kind, answer) }
  const words = answer.issue?.[0]?.details?.text ?? 'No reason was given.'
  return { ...nothing, failed: [{ file, place: kind, words: `${words} (HTTP ${status})` }] }
}

function sumEntries(
  file: string,
  entries: readonly { response?: { status?: string; outcome?: Outcome } }[],
): Loaded {
  let [filed, kept] = [0, 0]
  const setAside: Trouble[] = []
  entries.forEach(({ response }, index) => {
    const status = Number.parseInt(response?.status ?? '', 10)
    if (status === 201) filed += 1
    else if (status === 202) kept += 1
    else setAside.push(...troubles(file, `entry[${index}]`, response?.outcome ?? {}))
  })
  return { ...nothing, filed, kept, setAside }
}

function troubles(file: string, place: string, outcome: Outcome): Trouble[] {
  const issues = outcome.issue ?? []
  if (issues.length === 0) return [{ file, place, words: 'No reason was given.' }]
  return issues.map((issue) => ({
    file,
    place: issue.expression?.[0] ?? place,
    words: issue.details?.text ?? issue.diagnostics ?? 'No reason was given.',
  }))
}

export function sumOf(answers: readonly Loaded[]) {
  const sum = (of: (one: Loaded) => number) => answers.reduce((all, one) => all + of(one), 0)
  return {
    messages: answers.length,
    filed: sum((one) => one.filed),
    kept: sum((one) => one.kept),
    duplicates: sum((one) => Number(one.isDuplicate)),
    setAside: answers.flatMap((one) => one.setAside),
    failed: answers.flatMap((one) => one.failed),
  }
}
