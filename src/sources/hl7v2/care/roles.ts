/**
 * What ADT says around the patient: ROL, who has which part in their care; DB1, that they have a
 * disability; ARV, that their record asks for care (HL7 v2.5.1 ch.15 §15.4.7, ch.3 §3.4.6; v2.6
 * ch.3 ARV).
 */
import type { HumanName, RelatedPerson } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { Telling } from '../telling.ts'

/** A role in one procedure or one insurance is no part in the person's care. */
const ofSomethingElse = new Set(['PR1', 'DG1', 'IN1', 'IN2', 'IN3', 'GT1', 'ACC'])

export function roles(segments: readonly Segment[], reading: Reading): Statement[] {
  let isPersonal = true
  return segments.flatMap((segment) => {
    if (ofSomethingElse.has(segment.name)) isPersonal = false
    if (segment.name === 'ROL' && isPersonal) return role(segment, reading) ?? []
    if (segment.name === 'DB1') return disability(segment, reading) ?? []
    return segment.name === 'ARV' ? (restriction(segment, reading) ?? []) : []
  })
}

/** Nobody is given access by being named here: it is no team and no caseload. */
function role(rol: Segment, reading: Reading): Statement | undefined {
  const part = rol.words(3, 2) || roleWords[rol.text(3).toUpperCase()] || rol.words(3)
  const who = practitioner(rol.first(4), reading)
  if (!part || !who) return undefined
  const telling = new Telling('RelatedPerson', reading)
  const end = reading.moment(rol, 6)?.date
  const isOver = rol.text(2).toUpperCase() === 'DE'
  telling.stands({ active: !isOver })
  telling.put('patient', { type: 'Patient' })
  telling.put('relationship', [{ text: part }] satisfies RelatedPerson['relationship'])
  telling.put('name', [{ text: who.display ?? '' }] satisfies HumanName[])
  telling.put('identifier', who.identifier && [who.identifier])
  const start = reading.moment(rol, 5)?.date
  if (start || end) telling.put('period', { ...(start && { start }), ...(end && { end }) })
  const id = rol.text(1) || `${rol.text(3) || part}/${who.identifier?.value ?? who.display}`
  return telling.statement(`ROL/${id}`)
}

/** Table 0443, as far as it names parts in a person's care. */
const roleWords: Readonly<Record<string, string>> = {
  AD: 'Admitting professional',
  AT: 'Attending professional',
  CP: 'Consulting professional',
  FHCP: 'Family health care professional',
  PP: 'Primary care professional',
  RP: 'Referring professional',
  RT: 'Referred to professional',
  CC: 'Care co-ordinator',
  CM: 'Case manager',
  GP: 'General practitioner',
}

function disability(db1: Segment, reading: Reading): Statement | undefined {
  // Only the patient's own; others are those of relatives and guarantors.
  const isPatient = ['', 'PT'].includes(db1.text(2).toUpperCase())
  const said = db1.text(4).toUpperCase()
  if (!isPatient || (said !== 'Y' && said !== 'N')) return undefined
  const telling = new Telling('Flag', reading)
  telling.stands({ status: said === 'Y' ? 'active' : 'inactive' })
  telling.put('subject', { type: 'Patient' })
  telling.put('code', { text: 'Disability' })
  const [start, end] = [reading.moment(db1, 5)?.date, reading.moment(db1, 6)?.date]
  if (start || end) telling.put('period', { ...(start && { start }), ...(end && { end }) })
  return telling.statement(`DB1/${db1.text(1) || '1'}`)
}

function restriction(arv: Segment, reading: Reading): Statement | undefined {
  const what = reading.concept(arv.first(3))
  if (!what?.text) return undefined
  const telling = new Telling('Flag', reading)
  telling.stands({ status: arv.text(2).toUpperCase() === 'D' ? 'inactive' : 'active' })
  telling.put('subject', { type: 'Patient' })
  telling.put('code', { ...what, text: `Access restriction: ${what.text}` })
  return telling.statement(`ARV/${arv.text(3) || what.text}`, { labels: ['restricted'] })
}
