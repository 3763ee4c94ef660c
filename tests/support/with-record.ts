/** A record whose state is made by messages through the real journeys; the clock stands still. */
import {
  type Arrival,
  countMessages,
  feedNameOf,
  fileMessages,
  foldWhileIdle,
  type Needs,
  peek,
  type Reckoning,
  receiveMessages,
  setAsideOldest,
} from '#journeys'
import type { User } from '../../src/access/user.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

export interface TestRecord {
  readonly needs: Needs
  readonly fresh: FreshDatabase
  /** Sets the clock (epoch ms). */
  at(now: number): void
  /** Receives and files HL7 v2 messages, one commit each batch. */
  send(...messages: (string | Uint8Array)[]): Promise<void>
  /** Receives without filing. */
  receive(...messages: (string | Uint8Array)[]): Promise<void>
  load(feed: string, resource: unknown): Promise<void>
  /** Files whatever is pending. */
  settle(): Promise<void>
  reckon(): Promise<Reckoning>
  /** The person that a sender's number is placed with. */
  personOf(namespace: string, value: string): Promise<number>
  close(): Promise<void>
}

export async function testRecord(now = Date.now()): Promise<TestRecord> {
  const fresh = await freshDatabase()
  let time = now
  const needs: Needs = { database: fresh.database, clock: { now: () => time } }
  const receive = async (arrivals: Arrival[]): Promise<void> => {
    await receiveMessages(needs, arrivals)
  }
  const hl7 = (message: string | Uint8Array): Arrival => {
    const bytes =
      typeof message === 'string' ? Buffer.from(message.replaceAll('\n', '\r')) : message
    const envelope = peek(bytes)
    return {
      feed: feedNameOf(envelope),
      form: 'hl7v2',
      ...(envelope && { controlId: envelope.controlId }),
      bytes,
      receivedAt: time,
    }
  }
  const settle = async (): Promise<void> => {
    for (;;) {
      const { messages } = await fileMessages(needs, 100).catch(async () => {
        await setAsideOldest(needs, 'failed in a test')
        return { messages: 1 }
      })
      if (messages === 0) return
    }
  }
  return {
    needs,
    fresh,
    at(now) {
      time = now
    },
    async send(...messages) {
      await receive(messages.map(hl7))
      await settle()
    },
    receive: (...messages) => receive(messages.map(hl7)),
    async load(feed, resource) {
      const bytes = Buffer.from(JSON.stringify(resource))
      await receive([{ feed, form: 'fhir', bytes, receivedAt: time }])
      await settle()
    },
    settle,
    reckon: () => countMessages(needs),
    async personOf(namespace, value) {
      const rows = await fresh.superuserQuery<{ person_id: string }>(
        `SELECT l.person_id FROM identity.source_patient s JOIN identity.link l USING (source_patient_id)
         WHERE l.until IS NULL AND s.namespace = $1 AND s.value = $2`,
        [namespace, value],
      )
      return Number(rows[0]?.person_id)
    },
    async close() {
      while (await foldWhileIdle(needs, 100));
      await fresh.close()
    },
  }
}

/** Somebody at a hospital who may open, find and declare. */
export const doctor: User = {
  key: 'https://issuer.example|910000000101',
  name: 'Dr Adaeze Okonkwo',
  roleCode: 'S8000:G8000:R8000',
  roleName: 'Clinical practitioner',
  organisation: 'RJZ',
  organisationName: "King's College Hospital NHS Foundation Trust",
  activities: ['B0360', 'B0370', 'B0380', 'B0168'],
  session: 'a'.repeat(64),
  assurance: 'AAL3',
}
