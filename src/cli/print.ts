/** Words for people, JSON for scripts. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** What a sender wrote must not command the terminal: control characters are shown as pictures. */
export const visible = (text: string): string =>
  text.replace(/[^\P{Cc}\n]/gu, (one) => {
    const code = one.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd'
  })

/** Columns of numbers are set to the right. */
export function printTable(head: readonly string[], given: readonly (readonly string[])[]): void {
  const rows = given.map((row) => row.map((cell) => visible(cell.replaceAll('\n', ' '))))
  const isNumber = head.map((_, column) => rows.every((row) => /^[\d.,]*$/.test(row[column] ?? '')))
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  for (const row of [head, ...rows]) {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? ''
      return isNumber[column] ? text.padStart(width) : text.padEnd(width)
    })
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}

const namedMax = 20

/** Many lines of a kind: the first, and how many more. */
export function printSome(lines: readonly string[]): void {
  for (const line of lines.slice(0, namedMax)) process.stdout.write(`${line}\n`)
  if (lines.length > namedMax) process.stdout.write(`and ${lines.length - namedMax} more\n`)
}
