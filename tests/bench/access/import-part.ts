/**
 * The register of an earlier record is brought over while records are opened at a steady pace:
 * by a thread of the same process, as in production. Messages go on being filed meanwhile.
 */
import { isTemporary } from '#database'
import { holdFilingLock } from '#inbox'
import { nhsNumberSystem } from '#vocabulary'
import { type Invented, invent } from '../city/people.ts'
import type { City } from '../city/populate.ts'
import { now, quantile } from '../figures.ts'
import { type Store, tidy } from '../store.ts'
import type { Worker } from '../worker.ts'
import { type RegisterLine, registerFile } from './register-file.ts'
import { signIn } from './sessions.ts'
import type { Steady, SteadyJob } from './steady.ts'
import type { BenchViewer } from './viewers.ts'

export interface ImportPart {
  readonly rows: number
  readonly megabytes: number
  readonly seconds: number
  /** The longest that filing had to wait meanwhile. */
  readonly filingWaitedSeconds: number
  /** How often it gave up meanwhile: so does an objection that is recorded at a desk. */
  readonly filingGaveUp: number
  /** The longest that the process that serves screens could do nothing else meanwhile. */
  readonly blockedSeconds: number
  readonly hidden: number
  /** To compare the register with its journal at the next start. */
  readonly restartSeconds: number
  readonly journalMegabytes: number
  readonly opensPerSecond: number
  readonly opens: readonly Opens[]
  /** Of the p50 and p99, during of before. */
  readonly p50Growth: number
  readonly p99Growth: number
}

interface Opens {
  readonly when: 'before' | 'during' | 'after'
  readonly opened: number
  /** In ms, from when each was due. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly most: number
}

/** People whom no message of the city is about. */
const firstPerson = 20_000

export async function importPart(
  { store, opened }: City,
  viewer: BenchViewer,
  steady: Worker<SteadyJob, Steady>,
  wanted: { readonly rows: number; readonly perSecond: number; readonly seconds: number },
): Promise<ImportPart> {
  const known = Math.ceil(wanted.rows * 0.65)
  await knowPeople(store, known)
  await tidy(store)
  const file = registerFile('Earlier', linesOf(wanted.rows, known))
  const [session] = await signIn(store, 1)
  const requests = opened.map((one) => session!.open(one.personId))
  const { perSecond } = wanted
  const begin = () => steady.do({ port: viewer.port, connections: 24, perSecond, requests })
  const during = async (when: Opens['when'], work: () => Promise<unknown>): Promise<Opens> => {
    await begin()
    await work()
    return opensOf(when, (await steady.do('stop')).tookMs)
  }
  const forAWhile = () => new Promise((resolve) => setTimeout(resolve, wanted.seconds * 1_000))
  // The first ones warm up.
  await during('before', forAWhile)
  const before = await during('before', forAWhile)
  let told = { ms: 0, blockedMs: 0 }
  let waited: Waited = { ms: 0, gaveUp: 0 }
  const meanwhile = await during('during', async () => {
    const watching = watchFiling(store)
    try {
      told = await viewer.bring(file)
    } finally {
      waited = await watching.stop()
    }
  })
  const after = await during('after', forAWhile)
  const { ms: restartMs, journalBytes } = await viewer.restart()
  const hidden = await store.bare.query<{ n: string }>('SELECT count(*) AS n FROM access.objected')
  return {
    rows: wanted.rows,
    megabytes: file.bytes.length / 1e6,
    seconds: told.ms / 1_000,
    filingWaitedSeconds: waited.ms / 1_000,
    filingGaveUp: waited.gaveUp,
    blockedSeconds: told.blockedMs / 1_000,
    restartSeconds: restartMs / 1_000,
    journalMegabytes: journalBytes / 1e6,
    hidden: Number(hidden.rows[0]!.n),
    opensPerSecond: perSecond,
    opens: [before, meanwhile, after],
    p50Growth: meanwhile.p50 / before.p50,
    p99Growth: meanwhile.p99 / before.p99,
  }
}

const opensOf = (when: Opens['when'], tookMs: readonly number[]): Opens => ({
  when,
  opened: tookMs.length,
  p50: quantile(tookMs, 0.5),
  p95: quantile(tookMs, 0.95),
  p99: quantile(tookMs, 0.99),
  most: quantile(tookMs, 1),
})

interface Waited {
  readonly ms: number
  /** How often it was given up, and begun anew. */
  readonly gaveUp: number
}

/** As one who would file, or record an objection at a desk: how long for its turn. */
function watchFiling({ needs }: Store): { stop(): Promise<Waited> } {
  let most = 0
  let gaveUp = 0
  let isOver = false
  const watching = (async () => {
    let since = now()
    while (!isOver) {
      try {
        await needs.database.transaction('filing', holdFilingLock)
        most = Math.max(most, now() - since)
        await new Promise((resolve) => setTimeout(resolve, 50))
        since = now()
      } catch (error) {
        if (!isTemporary(error)) throw error
        gaveUp += 1
      }
    }
  })()
  return {
    async stop() {
      isOver = true
      await watching
      return { ms: most, gaveUp }
    },
  }
}

/** Of twenty rows twelve are of people who are known, six of others, one has no number, one is a repetition. */
function linesOf(rows: number, known: number): RegisterLine[] {
  let nextKnown = 0
  let nextOther = known
  const person = (index: number): Invented => invent(firstPerson + index)
  const lines: RegisterLine[] = []
  for (let at = 0; at < rows; at++) {
    const of = at % 20
    if (of === 19) lines.push(lines[at - 10]!)
    else if (of === 18) lines.push({ ...person(nextKnown++), nhsNumber: '' })
    else if (of >= 12) lines.push(person(nextOther++))
    else lines.push(person(nextKnown++))
  }
  return lines
}

/** Who they are and where they are registered: what an import asks. */
async function knowPeople({ bare }: Store, count: number): Promise<void> {
  for (let from = 0; from < count; from += 20_000) {
    const people = Array.from({ length: Math.min(20_000, count - from) }, (_, index) =>
      invent(firstPerson + from + index),
    )
    await bare.query(
      `WITH given AS (
         SELECT g.*, nextval(pg_get_serial_sequence('identity.person', 'person_id')) AS person_id,
           nextval(pg_get_serial_sequence('identity.source_patient', 'source_patient_id')) AS patient
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
           AS g (mrn, nhs, family, given, born)
       ), person AS (
         INSERT INTO identity.person SELECT person_id FROM given
       ), patient AS (
         INSERT INTO identity.source_patient (source_patient_id, namespace, value, event_time,
           nhs_number, nhs_verified, family, given, birth_date)
         SELECT patient, 'RYJ/MRN', mrn, 1, nhs, true, family, given, born FROM given
       ), identifier AS (
         INSERT INTO identity.identifier (system, value, source_patient_id)
         SELECT $6, nhs, patient FROM given
         UNION ALL SELECT 'RYJ/MRN', mrn, patient FROM given
       ), linked AS (
         INSERT INTO identity.link (source_patient_id, person_id, rule, since)
         SELECT patient, person_id, 'only-itself', now() FROM given
       )
       INSERT INTO access.relationship (person_id, source_patient_id, evidence, ordinal, kind,
         organisation, starts_at)
       SELECT person_id, patient, patient, 0, 'gp-registration', 'G85132', now() - interval '1 year'
       FROM given`,
      [
        people.map((one) => one.mrn),
        people.map((one) => one.nhsNumber),
        people.map((one) => one.family),
        people.map((one) => one.given),
        people.map((one) => one.birthDate),
        nhsNumberSystem,
      ],
    )
  }
}
