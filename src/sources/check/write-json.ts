/** A profile as people write it: what fits on a line stands on one. */

const lineMax = 100

export function writeJson(value: unknown): string {
  return written(value, '', '')
}

/** `before` stands in front of it on its line; the whole of a profile is never one line. */
function written(value: unknown, indent: string, before: string): string {
  const short = inOneLine(value)
  if (typeof value !== 'object' || value === null) return short
  // A comma may follow.
  if (before !== '' && before.length + short.length < lineMax) return short
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const lines = Array.isArray(value)
    ? value.map((one) => inner + written(one, inner, inner))
    : members(value).map(([key, part]) => {
        const start = `${inner}${JSON.stringify(key)}: `
        return start + written(part, inner, start)
      })
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

const members = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, part]) => part !== undefined)

/** As lines of a profile: without the braces around them. */
export function jsonLines(add: object): string {
  return writeJson(add).split('\n').slice(1, -1).join('\n')
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = members(value).map(([key, part]) => `${JSON.stringify(key)}: ${inOneLine(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}
