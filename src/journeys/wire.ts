/** What the wire needs to know of a message before it is translated: who sent it, and its answer. */
import type { Envelope } from '#sources'

export {
  type AcknowledgementCode,
  acknowledge,
  type Envelope,
  peek,
  type Reason,
} from '#sources'

/** The feed of an HL7 v2 message: its sending application and facility (MSH-3, MSH-4). */
export function feedNameOf(envelope: Envelope | undefined): string {
  const name = envelope ? `${envelope.application}|${envelope.facility}` : 'not HL7'
  return name.replaceAll('\u0000', '').slice(0, 200)
}
