/** What happens to one person at one sender, told as that sender would tell it. */
import type { Random } from '../../london/random.ts'
import type { Registered, Telling } from './workload.ts'
import { hl7Time, segment } from './writing.ts'

/** `tick` is the next moment at which something happens. */
export type Story = (
  random: Random,
  by: Registered,
  tick: (minutesMax?: number) => number,
) => Telling[]

const wards = ['MARJORY WARREN', 'BRUNEL', 'TWINING', 'EILEEN SKELLERN']

/** Admitted, moved, away and back, discharged, updated; any of it taken back again. */
export const visitStory: Story = (random, by, tick) => {
  const visit = `V${by.mrn}${random.between(1, 9)}`
  const begun = tick()
  let ward = random.pick(wards)
  const told = (event: string, at: number, more: Record<number, string> = {}): Telling => ({
    at,
    by,
    type: `ADT^${event}`,
    application: by.application,
    reusesControl: random.chance(0.04),
    segments: [
      segment('PV1', {
        1: '1',
        2: 'I',
        3: `${ward}^BAY 2^BED 4^${by.facility}`,
        7: `C3456789^OKAFOR ${by.human.mark}^CHIDI^^^DR`,
        10: '300',
        19: `${visit}^^^VISITID`,
        44: hl7Time(begun),
        ...more,
      }),
    ],
  })
  const tellings = [told('A01', begun)]
  const steps: (() => Telling[])[] = [
    () => {
      ward = random.pick(wards)
      return [told('A02', tick())]
    },
    () => {
      const before = ward
      ward = random.pick(wards)
      const moved = told('A02', tick())
      ward = before
      return [moved, told('A12', tick())]
    },
    () => [told('A08', tick())],
    () => [told('A31', tick())],
    () => [told('A21', tick()), told('A22', tick())],
    () => {
      const at = tick()
      return [told('A03', at, { 45: hl7Time(at) }), told('A13', tick())]
    },
  ]
  for (const step of random.shuffle(steps).slice(0, random.between(0, 3))) tellings.push(...step())
  if (random.chance(0.15)) tellings.push(told('A11', tick()))
  else if (random.chance(0.6)) {
    const at = tick()
    tellings.push(told('A03', at, { 45: hl7Time(at) }))
  }
  // The cancellation overtakes what it cancels.
  const last = tellings.length - 1
  if (last > 0 && /A1[123]$/.test(tellings[last]!.type) && random.chance(0.3)) {
    ;[tellings[last - 1], tellings[last]] = [tellings[last]!, tellings[last - 1]!]
  }
  return tellings
}

/** Preliminary, final, corrected; found to be somebody else's and withdrawn. */
export const resultStory: Story = (random, by, tick) => {
  const order = `ORD${by.mrn}${random.between(1, 99)}`
  const taken = hl7Time(tick())
  const application = by.application === 'PAS' ? 'LAB' : by.application
  const told = (status: string, value: string): Telling => {
    const at = tick()
    return {
      at,
      by,
      type: 'ORU^R01',
      application,
      segments: [
        `ORC|RE|${order}|L${order}`,
        segment('OBR', {
          1: '1',
          2: order,
          3: `L${order}`,
          4: 'UE^Urea and electrolytes^LOCAL',
          7: taken,
          22: hl7Time(at),
          24: 'CH',
          25: status === 'W' ? 'X' : status,
        }),
        segment('OBX', {
          1: '1',
          2: 'NM',
          3: 'K^Potassium^LOCAL',
          5: value,
          6: 'mmol/L',
          7: '3.5-5.3',
          11: status,
          14: taken,
        }),
        segment('OBX', {
          1: '2',
          2: 'ST',
          3: 'C^Comment^LOCAL',
          5: `Seen of ${by.human.mark}`,
          11: status,
        }),
      ],
    }
  }
  const value = (): string => (random.between(30, 70) / 10).toFixed(1)
  const tellings = random.chance(0.3) ? [told('P', value())] : []
  tellings.push(told('F', value()))
  if (random.chance(0.4)) tellings.push(told('C', value()))
  if (random.chance(0.15)) tellings.push(told('W', value()))
  return tellings
}

/** Written, edited or replaced by another, withdrawn. */
export const letterStory: Story = (random, by, tick) => {
  const number = `DOC${by.mrn}${random.between(1, 99)}`
  const told = (event: string, own: string, parent = '', words = 'Letter'): Telling => {
    const at = tick()
    return {
      at,
      by,
      type: `MDM^${event}`,
      application: by.application,
      segments: [
        segment('PV1', { 1: '1', 2: 'O' }),
        segment('TXA', {
          1: '1',
          2: 'DS^Discharge summary',
          3: 'TX',
          4: hl7Time(at),
          12: `${own}^${by.facility}`,
          13: parent && `${parent}^${by.facility}`,
          17: 'AU',
          19: event === 'T11' ? 'CA' : 'AV',
        }),
        segment('OBX', {
          1: '1',
          2: 'TX',
          3: 'DS^Discharge summary',
          5: `${words} about ${by.human.mark}: naïve, £5 – “quoted”`.replace(/[–“”]/g, '-'),
          11: 'F',
        }),
      ],
    }
  }
  const tellings = [told('T02', number)]
  if (random.chance(0.4)) tellings.push(told('T08', number, '', 'Edited letter'))
  if (random.chance(0.3)) tellings.push(told('T10', `${number}B`, number, 'Another letter'))
  if (random.chance(0.2)) tellings.push(told('T11', number, '', 'Withdrawn letter'))
  return tellings
}

/** Booked, moved, cancelled. */
export const appointmentStory: Story = (random, by, tick) => {
  const number = `APP${by.mrn}${random.between(1, 99)}`
  const told = (event: string): Telling => {
    const at = tick()
    const start = hl7Time(at + random.between(1, 20) * 86_400_000)
    return {
      at,
      by,
      type: `SIU^${event}`,
      application: by.application,
      segments: [
        segment('SCH', { 1: number, 9: '30', 11: `^^^${start}` }),
        segment('AIS', { 1: '1', 3: `FU^Follow up ${by.human.mark}^LOCAL`, 4: start }),
      ],
    }
  }
  const tellings = [told('S12')]
  if (random.chance(0.5)) tellings.push(told('S13'))
  if (random.chance(0.3)) tellings.push(told('S15'))
  return tellings
}
