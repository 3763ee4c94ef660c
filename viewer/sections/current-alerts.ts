import type { Item, RecordView, SectionName } from '../../src/doors/viewer/contract.ts'

interface CurrentAlert {
  readonly item: Item
  readonly section: SectionName
  readonly words: string
}

/** Alerts, and what care plans ask to be seen at once: 'Do not attempt CPR' is in a plan. */
export function currentAlerts(record: RecordView): CurrentAlert[] {
  const alerts = record.sections.alerts
    .filter((item) => !item.past && !item.noneKnown)
    .map((item) => ({ item, section: 'alerts' as const, words: withAlert(item) }))
  const plans = record.sections['care-plans']
    .filter((item) => !item.past && item.alert)
    .map((item) => ({ item, section: 'care-plans' as const, words: item.alert! }))
  const said = new Set<string>()
  return [...plans, ...alerts].filter(({ words }) => {
    const known = said.has(words.toLowerCase())
    said.add(words.toLowerCase())
    return !known
  })
}

function withAlert(item: Item): string {
  return item.alert && !item.title.includes(item.alert)
    ? `${item.title} (${item.alert})`
    : item.title
}
