import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { LeafletToGive } from './LeafletToGive.tsx'
import type { ActProps } from './ObjectionPage.tsx'

/** For whoever has lost it, or never had one: as those whose objection came from elsewhere. */
export function LeafletAgain({ objection, onCancel }: ActProps) {
  const { reference, receivedAt, origin, contact } = objection
  return (
    <LeafletToGive
      reference={reference}
      recordedAt={receivedAt}
      organisation={origin}
      contact={contact}
    >
      <PageHeading title="The leaflet">The leaflet</PageHeading>
      <p>
        <LinkButton onClick={onCancel}>Back</LinkButton>
      </p>
    </LeafletToGive>
  )
}
