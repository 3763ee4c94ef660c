/**
 * PPR, PPG and PPP PC1 to PC3 and their like: the problem list, and PGL: goals (HL7 v2.4 ch.12
 * §12.3, §12.4). A deletion that comes before its problem waits for it.
 */
import type { Condition, Goal } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from '../people/patient.ts'
import { noteText } from '../results/observation.ts'
import { Telling } from '../telling.ts'

export function problems(group: PatientGroup, reading: Reading): Statement[] {
  return group.segments.flatMap((segment, index) => {
    const rest = group.segments.slice(index + 1)
    const next = rest.findIndex((one) => one.name === 'PRB' || one.name === 'GOL')
    const behind = next < 0 ? rest : rest.slice(0, next)
    if (segment.name === 'PRB') return problem(segment, behind, reading) ?? []
    return segment.name === 'GOL' ? (goal(segment, behind, reading) ?? []) : []
  })
}

/** What PRB-1 or GOL-1 asks for; else what the event asks of all. Tables 0287, 0003. */
function actionOf(segment: Segment, reading: Reading): 'add' | 'delete' | 'update' {
  const action = segment.text(1).toUpperCase()
  if (action === 'DE') return 'delete'
  // PC3, PC8 and PCD delete; PC1, PC6 and PCB add.
  if (/^PC[38D]$/.test(reading.trigger)) return 'delete'
  if (action === 'AD' || /^PC[16B]$/.test(reading.trigger)) return 'add'
  return 'update'
}

function problem(
  prb: Segment,
  behind: readonly Segment[],
  reading: Reading,
): Statement | undefined {
  const code = reading.concept(prb.first(3))
  const sourceId = prb.text(4) || prb.text(3) || prb.words(3, 2)
  if (!sourceId) return undefined
  const telling = new Telling('Condition', reading)
  telling.put('subject', { type: 'Patient' })
  telling.put('category', [{ coding: [listed] }])
  telling.put('code', code)
  const action = actionOf(prb, reading)
  const resolved = reading.moment(prb, 9)?.date
  const state = `${prb.text(14)} ${prb.words(14, 2)}`.toUpperCase()
  const isOver = resolved !== undefined || /RESOLVED|INACTIVE|CLOSED/.test(state)
  const certainty = `${prb.text(13)} ${prb.words(13, 2)}`
  const isDoubtful = /PROVISIONAL|UNCONFIRMED|SUSPECT|WORKING/i.test(certainty)
  const isRefuted = /REFUTED|EXCLUDED|RULED OUT/i.test(`${certainty} ${state}`)
  const verification = isRefuted ? 'refuted' : isDoubtful ? 'provisional' : 'confirmed'
  const stands: Pick<Condition, 'clinicalStatus' | 'verificationStatus'> = {
    clinicalStatus: coded(
      'clinical',
      isOver ? (resolved || /RESOLVED/.test(state) ? 'resolved' : 'inactive') : 'active',
    ),
    verificationStatus: coded('ver-status', verification),
  }
  if (action === 'delete') telling.stands(deleted, true)
  else if (action === 'add') telling.born(stands)
  else telling.stands(stands)
  const onset = reading.moment(prb, 16) ?? reading.moment(prb, 7)
  telling.put('onsetDateTime', onset?.date)
  telling.put('abatementDateTime', reading.isGone(prb, 9) ? null : resolved)
  telling.put('recordedDate', reading.moment(prb, 2)?.date)
  telling.put('severity', reading.concept(prb.first(26)))
  const responsible = behind.find((segment) => segment.name === 'ROL')
  const asserter = responsible && practitioner(responsible.first(4), reading)
  telling.put('asserter', asserter)
  sayNotes(behind, telling)
  return telling.statement(sourceId)
}

const deleted = {
  verificationStatus: {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
        code: 'entered-in-error',
      },
    ],
  },
  clinicalStatus: null,
}

const system = (name: string): string => `http://terminology.hl7.org/CodeSystem/condition-${name}`
const coded = (name: string, code: string) => ({ coding: [{ system: system(name), code }] })
const listed = {
  system: system('category'),
  code: 'problem-list-item',
  display: 'Problem List Item',
}

/** A goal is shown as a plan of care that has this one goal. */
function goal(gol: Segment, behind: readonly Segment[], reading: Reading): Statement | undefined {
  const description = reading.concept(gol.first(3))
  const sourceId = gol.text(4) || gol.text(3) || gol.words(3, 2)
  if (!sourceId) return undefined
  const telling = new Telling('CarePlan', reading)
  const action = actionOf(gol, reading)
  const said = `${gol.text(18)} ${gol.words(18, 2)}`.toUpperCase()
  const isOver = gol.text(9) !== '' && /ACHIEVED|MET|COMPLETE|CLOSED/.test(said)
  const status = /CANCEL|ABANDON/.test(said) ? 'revoked' : isOver ? 'completed' : 'active'
  if (action === 'delete') telling.stands({ status: 'entered-in-error' }, true)
  else if (action === 'add') telling.born({ status })
  else telling.stands({ status })
  telling.put('subject', { type: 'Patient' })
  telling.put('intent', 'plan')
  telling.put('category', [{ text: 'Goal' }])
  if (description) {
    const start = reading.moment(gol, 7)?.date
    const resource: Goal = {
      resourceType: 'Goal',
      id: 'goal',
      lifecycleStatus: isOver ? 'completed' : 'active',
      description,
      subject: { type: 'Patient' },
      ...(start && { startDate: start.slice(0, 10) }),
    }
    telling.put('contained', [resource])
    telling.put('goal', [{ reference: '#goal' }])
    telling.put('title', description.text && `Goal: ${description.text}`)
    telling.put('period', start && { start })
  }
  telling.put('created', reading.moment(gol, 2)?.date)
  sayNotes(behind, telling)
  return telling.statement(sourceId)
}

function sayNotes(behind: readonly Segment[], telling: Telling): void {
  const text = behind
    .filter((segment) => segment.name === 'NTE')
    .flatMap(noteText)
    .join('\n')
  telling.put('note', text ? [{ text }] : undefined)
}
