/**
 * A list of numbers or texts as PostgreSQL writes an array. A batch is filed by long lists, and
 * the driver's own way of writing them is made for any value, one after the other.
 */
export function asParameter(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const written: string[] = new Array(value.length)
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index]
    if (item === null || item === undefined) written[index] = 'NULL'
    else if (typeof item === 'string') written[index] = quoted(item)
    else if (typeof item === 'number' || typeof item === 'boolean') written[index] = String(item)
    // Dates, bytes, lists of lists: the driver knows how.
    else return value
  }
  return `{${written.join()}}`
}

const quoted = (text: string): string =>
  `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
