/**
 * A fault as it may be written down. Messages of faults quote what caused them, which may be
 * about a patient: so its kind and where it happened, and never its message.
 */
export function describeFault(fault: unknown): string {
  const kinds: string[] = []
  for (let at: unknown = fault; at !== undefined && kinds.length < 5; ) {
    if (!(at instanceof Error)) break
    const { code } = at as { code?: unknown }
    kinds.push(typeof code === 'string' ? `${at.name} ${code}` : at.name)
    at = at.cause
  }
  const stack = fault instanceof Error ? (fault.stack ?? '') : ''
  const places = stack.split('\n').filter((line) => /^ {4}at /.test(line))
  return [kinds.join(' because of ') || 'not an error', ...places.slice(0, 6)].join('\n')
}
