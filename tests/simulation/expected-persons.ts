/** Who is who, worked out from the filed messages by other means than the code that is tried. */

/** The numbers of each person, sorted, as `stateOf` names them. */
export function expectedPersons(
  filed: readonly Buffer[],
  isHeld: (survivor: string, retired: string) => boolean,
): string[] {
  const parents = new Map<string, string>()
  const rootOf = (name: string): string => {
    const parent = parents.get(name)
    if (parent === undefined) parents.set(name, name)
    return parent === undefined || parent === name ? name : rootOf(parent)
  }
  const join = (a: string, b: string): void => void parents.set(rootOf(a), rootOf(b))
  const numbers = new Set<string>()
  for (const bytes of filed) {
    const lines = bytes.toString('latin1').split('\r')
    const [pid, mrg] = ['PID', 'MRG'].map((name) => lines.find((line) => line.startsWith(name)))
    const [own = '', nhs] = pid!.split('|')[3]!.split('~')
    const name = nameOf(own)
    numbers.add(name)
    rootOf(name)
    // In these worlds one verified NHS number always comes with one date of birth.
    if (nhs) join(name, `nhs ${nhs.split('^')[0]}`)
    if (!mrg) continue
    const retired = nameOf(mrg.split('|')[1]!)
    numbers.add(retired)
    rootOf(retired)
    if (!isHeld(name, retired)) join(name, retired)
  }
  const groups = Map.groupBy(numbers, rootOf)
  return [...groups.values()].map((group) => group.sort().join(' ')).sort()
}

const nameOf = (cx: string): string => {
  const [value, , , authority] = cx.split('^')
  return `${authority}/MRN|${value}`
}
