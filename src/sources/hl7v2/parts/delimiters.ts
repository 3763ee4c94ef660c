/** The characters that divide a message, which MSH-1 and MSH-2 name (HL7 v2.4 ch.2 §2.7). */
export interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

export const usualDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
}

/**
 * Reads the delimiters off the beginning of a header segment (MSH, FHS, BHS). Those that MSH-2
 * leaves out are the usual ones. Undefined when MSH-1 cannot divide anything.
 */
export function delimitersAt(header: string): Delimiters | undefined {
  const field = header[3]
  if (field === undefined || /[\sA-Za-z0-9"]/.test(field)) return undefined
  const marks = header.slice(4).split(field, 1)[0] ?? ''
  if (marks === '^~\\&') return field === '|' ? usualDelimiters : { ...usualDelimiters, field }
  return {
    field,
    component: marks[0] || usualDelimiters.component,
    repetition: marks[1] || usualDelimiters.repetition,
    escape: marks[2] || usualDelimiters.escape,
    subcomponent: marks[3] || usualDelimiters.subcomponent,
  }
}
