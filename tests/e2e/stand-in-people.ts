/** The other invented people of the stand-in: each is there for one thing that can go wrong. */
import type { Item, RecordView, SectionName } from '../../src/doors/viewer/contract.ts'
import { dayBefore, item, marjorie, minutes, sources } from './stand-in-marjorie.ts'

const noItems = (): Record<SectionName, readonly Item[]> => ({
  alerts: [],
  allergies: [],
  medicines: [],
  problems: [],
  visits: [],
  results: [],
  documents: [],
  procedures: [],
  immunisations: [],
  appointments: [],
  referrals: [],
  'care-plans': [],
  'people-and-teams': [],
})

/** Died; the mark comes from one source only. */
function deceased(): RecordView {
  return {
    version: 7,
    someWithheld: false,
    person: {
      name: {
        family: "O'Sullivan-Featherstonehaugh",
        given: 'Bartholomew Augustine',
        prefix: 'Mr',
      },
      birthDate: '1942-07-01',
      gender: 'male',
      nhsNumber: '9991234535',
      nhsNumberVerified: false,
      gpPractice: { name: 'Goose Green Surgery (invented)' },
      deceased: { date: dayBefore(12), source: 'RJZ' },
      identifiers: [],
    },
    sources: { RJZ: sources.RJZ! },
    sections: {
      ...noItems(),
      allergies: [item('RJZ', 'No known allergies', { noneKnown: true, date: dayBefore(14) })],
      visits: [
        item('RJZ', 'Inpatient stay', {
          status: 'Died',
          past: true,
          date: dayBefore(20),
          end: dayBefore(12),
        }),
      ],
    },
  }
}

/** Nobody has recorded anything, and one source cannot be reached: never 'none'. */
function nothingRecorded(): RecordView {
  const nothing = Object.fromEntries(
    Object.keys(noItems()).map((name) => [name, 'nothing-recorded' as const]),
  )
  return {
    version: 1,
    someWithheld: false,
    person: {
      name: { family: 'Nguyen', given: 'Linh' },
      birthDate: '2026-11-10',
      gender: 'unknown',
      nhsNumber: '9991234543',
      identifiers: [],
    },
    sources: {
      RJZ: { ...sources.RJZ!, presence: nothing },
      RJ1: { ...sources.RJ1!, presence: { ...nothing, results: 'unavailable' } },
    },
    sections: noItems(),
  }
}

/** Something is withheld, and a source could not answer about allergies. */
function withheld(): RecordView {
  return {
    version: 3,
    someWithheld: true,
    person: {
      name: { family: 'Marsh', given: 'Robin', prefix: 'Mx' },
      birthDate: '1991',
      gender: 'other',
      nhsNumber: '9991234551',
      nhsNumberVerified: true,
      identifiers: [],
    },
    sources: {
      G85999: {
        ...sources.G85999!,
        presence: { allergies: 'unavailable', medicines: 'withheld', problems: 'recorded' },
      },
    },
    sections: {
      ...noItems(),
      problems: [item('G85999', 'Asthma', { status: 'Active', date: '2003' })],
    },
  }
}

/** Four hundred lines: the screen must stay quick and say how many there are. */
function many(): RecordView {
  const record = marjorie()
  return {
    ...record,
    person: {
      name: { family: 'Baptiste', given: 'Celestine', prefix: 'Ms' },
      birthDate: '1958-02-28',
      gender: 'female',
      nhsNumber: '9991234578',
      nhsNumberVerified: true,
      identifiers: [],
    },
    sections: {
      ...record.sections,
      visits: Array.from({ length: 120 }, (_, index) =>
        item('RJZ', `Dialysis session ${120 - index}`, {
          kind: 'Encounter',
          status: 'Attended',
          past: index > 60,
          date: dayBefore(index * 2),
          end: dayBefore(index * 2),
        }),
      ),
      results: Array.from({ length: 40 }, (_, report) =>
        ['Potassium', 'Sodium', 'Urea', 'Creatinine', 'Phosphate'].map((title) =>
          item('RJZ', title, {
            kind: 'Observation',
            group: 'Renal profile',
            date: dayBefore(report * 2),
            result: {
              value: '5.4',
              unit: 'mmol/L',
              range: '3.5–5.3',
              flag: 'H',
              abnormal: title === 'Potassium' ? true : undefined,
            },
          }),
        ),
      ).flat(),
      medicines: Array.from({ length: 31 }, (_, index) =>
        item('G85999', `Medicine ${index + 1} 10 mg tablets`, {
          kind: 'MedicationRequest',
          status: 'Active',
          date: dayBefore(index),
          facts: [['Dose', '1 tablet a day']],
        }),
      ),
      documents: Array.from({ length: 60 }, (_, index) =>
        item('RJZ', `Clinic letter ${60 - index}`, {
          kind: 'DocumentReference',
          date: dayBefore(index * 9),
          said: minutes(index + 3),
        }),
      ),
    },
  }
}

export interface StandInPerson {
  readonly because: string
  /** Absent from 'my patients': found by number, and to be declared. */
  readonly unrelated?: boolean
  record: RecordView
}

export function people(): Map<string, StandInPerson> {
  return new Map<string, StandInPerson>([
    [
      'marjorie',
      {
        because: 'Emergency department attendance since 22 November, Majors, bay 12',
        record: marjorie(),
      },
    ],
    [
      'deceased',
      { because: 'Inpatient until 10 November, Marjory Warren Ward', record: deceased() },
    ],
    ['nothing', { because: 'Born here, 10 November', record: nothingRecorded() }],
    ['withheld', { because: 'On the caseload since 3 March', record: withheld() }],
    ['many', { because: 'Outpatient, renal unit', record: many() }],
    [
      'stranger',
      {
        because: 'You declared that you are involved in their care',
        unrelated: true,
        record: stranger(),
      },
    ],
  ])
}

function stranger(): RecordView {
  return {
    ...withheld(),
    someWithheld: false,
    person: {
      name: { family: 'Zaleska', given: 'Hanna', prefix: 'Ms' },
      birthDate: '1980-03-31',
      gender: 'female',
      nhsNumber: '9991234586',
      identifiers: [],
    },
  }
}
