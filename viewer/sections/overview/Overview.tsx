import { DocumentsPanel } from './DocumentsPanel.tsx'
import { MedicinesPanel } from './MedicinesPanel.tsx'
import { ProblemsPanel } from './ProblemsPanel.tsx'
import { ResultsPanel } from './ResultsPanel.tsx'
import { AlertsPanel, AllergiesPanel } from './SafetyPanels.tsx'
import { TeamPanel } from './TeamPanel.tsx'
import { VisitsPanel } from './VisitsPanel.tsx'

/**
 * What a doctor needs before all else, at once on a small laptop. Three columns, each read from
 * the top; on a narrow screen they follow one another in the same order.
 */
export function Overview() {
  return (
    <section aria-labelledby="overview">
      <h2 className="nhsuk-u-visually-hidden" id="overview" tabIndex={-1}>
        Overview
      </h2>
      <div className="lcr-overview">
        <div className="lcr-overview__column">
          <AlertsPanel />
          <AllergiesPanel />
          <ProblemsPanel />
        </div>
        <div className="lcr-overview__column">
          <MedicinesPanel />
          <TeamPanel />
        </div>
        <div className="lcr-overview__column">
          <VisitsPanel />
          <ResultsPanel />
          <DocumentsPanel />
        </div>
      </div>
    </section>
  )
}
