/** What messages say of source patients, as it is to be filed: for filing and for refiling alike. */
import type { Mention, MentionedIn } from '#identity'
import type { Filing } from '#record'
import type { SourcePatientKey, Statement } from '#vocabulary'
import type { ReadMessage } from './read-messages.ts'
import { restricted } from './redirect-relatives.ts'

/** Everybody whom a message says something of: what is known of them can be told again (RL-09). */
export const mentionedKeys = ({ translation }: ReadMessage): SourcePatientKey[] => [
  ...translation.patients.map((about) => about.key),
  ...translation.merges.flatMap((merge) => [merge.survivor, merge.retired]),
  ...translation.links.flatMap((link) => [link.one, link.other]),
  ...translation.moves.flatMap((move) => [move.from, move.to]),
  ...translation.withdrawals.map((withdrawal) => withdrawal.patient),
]

export interface PlacedAs {
  readonly sourcePatientId: number
  readonly personId: number
  readonly isNewPerson: boolean
  /** The source patient did not exist before: nothing is held of it. */
  readonly isNew: boolean
  /** Its sender asks for care with whom it is shown to. */
  readonly sensitive?: boolean
  /** The person has objected. */
  readonly isKeptOut?: boolean
}

/** `placementOf`: undefined leaves out what is said of that source patient. */
export function filingsOf(
  messages: readonly ReadMessage[],
  placementOf: (key: SourcePatientKey) => PlacedAs | undefined,
): Filing[] {
  return messages.flatMap(({ pending, feed, translation }) =>
    translation.patients.flatMap((about): Filing[] => {
      const placement = placementOf(about.key)
      if (!placement) return []
      return [
        {
          personId: placement.personId,
          isNewPerson: placement.isNewPerson,
          sourcePatientId: placement.sourcePatientId,
          isNewSourcePatient: placement.isNew,
          patient: about.key,
          messageId: pending.messageId,
          provenance: {
            feed: feed.name,
            organisation: feed.organisation,
            organisationName: feed.organisationName,
            receivedAt: new Date(pending.receivedAt).toISOString(),
            ...(feed.profile.setting && { setting: feed.profile.setting }),
          },
          shares: feed.profile.shares,
          statements: placement.sensitive ? about.statements.map(restricted) : about.statements,
          said: about.eventTime,
          resultsReplace: feed.profile.results === 'snapshot',
          ...(placement.isKeptOut && { isKeptOut: true }),
        },
      ]
    }),
  )
}

/** With whom their senders ask for care: nobody may learn where these are (AC-22). */
export function restrictedIn(
  messages: readonly ReadMessage[],
  placementOf: (key: SourcePatientKey) => PlacedAs,
): { readonly sourcePatientId: number; readonly personId: number }[] {
  return messages.flatMap(({ translation }) =>
    translation.patients.flatMap((about) => {
      const placement = placementOf(about.key)
      const isRestricted = placement.sensitive || about.statements.some(saysRestricted)
      return isRestricted ? [placement] : []
    }),
  )
}

/** As the national service marks whose whereabouts are not told (PDS FHIR API). */
const saysRestricted = ({ kind, resource }: Statement): boolean =>
  kind === 'Patient' &&
  (resource.meta?.security ?? []).some(
    ({ system, code }) =>
      (!system || /Confidentiality$/i.test(system)) && /^[RV]$/i.test(code ?? ''),
  )

/** By source patient, the messages that mention it. */
export function mentionedBy(
  messages: readonly ReadMessage[],
  placementOf: (key: SourcePatientKey) => { readonly sourcePatientId: number },
): MentionedIn[] {
  return messages.flatMap((message) =>
    mentionedKeys(message).map((key) => ({
      sourcePatientId: placementOf(key).sourcePatientId,
      messageId: message.pending.messageId,
    })),
  )
}

/** What messages say of who somebody is, in their order. */
export function mentionsOf(messages: readonly ReadMessage[]): Mention[] {
  return messages.flatMap(({ pending: { messageId }, translation }): Mention[] => [
    ...translation.patients.map((about) => ({ what: 'patient' as const, about, messageId })),
    ...translation.merges.map((merge) => ({ what: 'merge' as const, merge, messageId })),
    ...translation.links.map((link) => ({ what: 'link' as const, link, messageId })),
    ...translation.moves.map((move) => ({ what: 'move' as const, move, messageId })),
    ...translation.withdrawals.map((withdrawal) => ({
      what: 'withdrawal' as const,
      withdrawal,
      messageId,
    })),
  ])
}
