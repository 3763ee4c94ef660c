/** VXU V04: vaccinations given, and not given (HL7 v2.5.1 ch.4 §4.14.7; table 0322). */
import type { Immunization } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from '../people/patient.ts'

export function immunisations(group: PatientGroup, reading: Reading): Statement[] {
  const statements: Statement[] = []
  let orc: Segment | undefined
  let rxa: Segment | undefined
  for (const segment of group.segments) {
    if (segment.name === 'ORC') [orc, rxa] = [segment, undefined]
    else if (segment.name === 'RXA') {
      rxa = segment
      statements.push(...(immunisation(rxa, orc, reading) ?? []))
    } else if (segment.name === 'RXR' && rxa) {
      const route = reading.concept(segment.first(1))
      const given = statements.at(-1)?.resource as Immunization | undefined
      if (given && route) given.route = route
    }
  }
  return statements
}

function immunisation(
  rxa: Segment,
  orc: Segment | undefined,
  reading: Reading,
): Statement[] | undefined {
  const vaccine = reading.concept(rxa.first(5))
  if (!vaccine) return undefined
  const completion = rxa.text(20).toUpperCase()
  const isDeleted = rxa.text(21).toUpperCase() === 'D'
  const isGiven = completion !== 'RE' && completion !== 'NA'
  const when = reading.moment(rxa, 3)?.date
  const reason = reading.concept(rxa.first(18))
  const [lot, expiry] = [rxa.words(15), reading.moment(rxa, 16)?.date]
  const performer = practitioner(rxa.first(10), reading)
  const maker = rxa.words(17, 2) || rxa.words(17)
  const amount = rxa.text(6)
  const dose = /^\d+(\.\d+)?$/.test(amount) && Number(amount) !== 999 ? Number(amount) : undefined
  const unit = rxa.words(7, 2) || rxa.words(7)
  const resource: Immunization = {
    resourceType: 'Immunization',
    status: isDeleted ? 'entered-in-error' : isGiven ? 'completed' : 'not-done',
    ...(!isGiven && reason && { statusReason: reason }),
    vaccineCode: vaccine,
    patient: { type: 'Patient' },
    ...(when ? { occurrenceDateTime: when } : { occurrenceString: 'Date not given' }),
    ...(lot && { lotNumber: lot }),
    ...(expiry && { expirationDate: expiry.slice(0, 10) }),
    ...(dose !== undefined && { doseQuantity: { value: dose, ...(unit && { unit }) } }),
    ...(maker && { manufacturer: { display: maker } }),
    ...(performer && { performer: [{ actor: performer }] }),
  }
  const number = orc?.text(3) || orc?.text(2)
  const vaccineId = rxa.text(5) || rxa.words(5, 2)
  const sourceId = number ? `${number}/${vaccineId}` : `${vaccineId}/${when ?? ''}`
  return [{ kind: 'Immunization', sourceId, eventTime: reading.eventTime, resource }]
}
