/**
 * Which results belong to which report (R4 diagnosticreport.html): an Observation says for
 * itself under which title it was reported, and is as restricted as its report.
 */
import type { Entry } from './bundle.ts'
import { conceptText } from './describe.ts'
import { asElements, asText, type Element } from './element.ts'
import { labelsOf } from './labels.ts'
import { type Index, resolve } from './resolve.ts'

/** On an Observation: valueString is the title of the report whose result it is. */
export const reportExtension = 'urn:lcr:report'

export interface Reported {
  readonly reports: readonly Entry[]
  readonly titles: readonly string[]
  readonly labels?: readonly string[]
}

const reportTitle = (report: Element): string => conceptText(report.code) ?? 'Report'

/** By the Observation's entry; members of a panel that is a result are results too. */
export function reportedResults(
  entries: readonly Entry[],
  index: Index,
): ReadonlyMap<Entry, Reported> {
  const reported = new Map<Entry, Reported>()
  for (const report of entries.filter((entry) => entry.kind === 'DiagnosticReport')) {
    const title = reportTitle(report.resource)
    const labels = labelsOf(report.resource.meta)
    const seen = new Set<Entry>()
    const waiting = asElements(report.resource.result).map((each) => resolve(each, report, index))
    for (const target of waiting) {
      const entry = target?.entry
      if (entry?.kind !== 'Observation' || seen.has(entry)) continue
      seen.add(entry)
      const held = reported.get(entry)
      const titles = [...new Set([...(held?.titles ?? []), title])]
      const reports = [...(held?.reports ?? []), report]
      reported.set(entry, { reports, titles, labels: held?.labels ?? labels })
      for (const member of asElements(entry.resource.hasMember)) {
        waiting.push(resolve(member, entry, index))
      }
    }
  }
  return reported
}

/**
 * Results that exist only inside their report ('#potassium'), as entries of their own: a result
 * that is not among the results is a result that nobody sees.
 */
export function containedResults(report: Entry, sourceId: string): Entry[] {
  const { resource } = report
  const inside = asElements(resource.contained)
  const byName = new Map(inside.map((each) => [`#${asText(each.id)}`, each]))
  const rest = inside.filter((each) => each.resourceType !== 'Observation')
  return asElements(resource.result).flatMap((result) => {
    const name = asText(result.reference)
    const found = name ? byName.get(name) : undefined
    if (found?.resourceType !== 'Observation') return []
    const extension = { url: reportExtension, valueString: reportTitle(resource) }
    const observation: Element = {
      ...found,
      id: `${sourceId}${name}`,
      subject: found.subject ?? resource.subject,
      extension: [...asElements(found.extension), extension],
      ...(rest.length > 0 ? { contained: rest } : {}),
    }
    const place = `${report.place} contained[${inside.indexOf(found)}] Observation`
    return [{ place, kind: 'Observation', resource: observation }]
  })
}
