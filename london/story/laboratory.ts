/** What the laboratory and the imaging department report. */
import { staff } from '../people/clinicians.ts'
import { ageAt, hour, minute } from '../time.ts'
import laboratory from '../words/laboratory.json' with { type: 'json' }
import type { Panel, Report, Result, Stay } from './events.ts'
import { placeAt } from './hospital.ts'
import type { Life } from './life.ts'

type PanelName = keyof typeof laboratory
/** What is known of the values; the rest is as in health. */
export type Findings = Partial<Record<PanelName, Readonly<Record<string, number>>>>
type Requester = Report['requester']

interface Test {
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly places: number
  readonly range?: readonly number[]
  readonly male?: readonly number[]
  readonly female?: readonly number[]
  readonly typical?: readonly number[] | { male: readonly number[]; female: readonly number[] }
}

export interface BloodTest {
  readonly ods: 'RJZ' | 'RJ2'
  readonly collected: number
  readonly findings: Findings
  readonly requester: Requester
  readonly stay?: Stay
  readonly comment?: string
  /** The findings are a few percent off: no two days are the same. */
  readonly vary?: boolean
  /** Minutes from the needle to the report. */
  readonly takes?: number
}

/** Undefined when the report could not be out yet. */
export function bloods(life: Life, test: BloodTest): Report | undefined {
  const at = test.collected + (test.takes ?? life.random.between(55, 240)) * minute
  if (at > life.now) return undefined
  const panels = Object.entries(test.findings).map(([name, values]) =>
    panel(life, name as PanelName, test.vary ? varied(life, values) : values, test),
  )
  return life.add<Report>({
    kind: 'report',
    ods: test.ods,
    at,
    filler: life.reference(test.ods === 'RJZ' ? 'K' : 'LW'),
    collected: test.collected,
    panels,
    requester: test.requester,
    stay: test.stay,
  })
}

/** Asked for in the surgery, analysed by the hospital that is nearest. */
export function surgeryBloods(life: Life, collected: number, findings: Findings): void {
  const { gp, practice, hospital } = life.person
  if (!gp || !practice) return
  const requester = { name: gp.name, code: gp.code, place: practice }
  bloods(life, {
    ods: hospital,
    collected,
    findings,
    requester,
    takes: life.random.between(300, 600),
  })
}

/** Four-weekly blood of the clozapine clinic, analysed at King's. */
export const clozapineClinic: Requester = {
  name: staff.clozapinePharmacist.name,
  code: staff.clozapinePharmacist.code,
  place: 'Clozapine Clinic, Maudsley Hospital',
}

export function wardBloods(
  life: Life,
  stay: Stay,
  collected: number,
  findings: Findings,
  more: Pick<BloodTest, 'vary'> = {},
): Report | undefined {
  const { consultant } = stay
  const requester = { ...consultant, place: placeAt(stay, collected).ward }
  const ods = stay.ods === 'RJ2' ? 'RJ2' : 'RJZ'
  return bloods(life, { ods, collected, findings, requester, stay, ...more })
}

export function narrative(
  life: Life,
  words: Pick<Panel, 'code' | 'name' | 'section' | 'specimen'>,
  lines: readonly string[],
  when: { collected: number; ods: 'RJZ' | 'RJ2'; hours: number; requester: Requester; stay?: Stay },
): Report | undefined {
  const at = when.collected + when.hours * hour
  if (at > life.now) return undefined
  return life.add<Report>({
    kind: 'report',
    ods: when.ods,
    at,
    filler: life.reference(words.section === 'RAD' ? 'R' : 'P'),
    collected: when.collected,
    panels: [{ ...words, results: [], lines, status: 'F' }],
    requester: when.requester,
    stay: when.stay,
  })
}

function panel(
  life: Life,
  name: PanelName,
  findings: Readonly<Record<string, number>>,
  { collected, comment }: BloodTest,
): Panel {
  const { name: title, section, specimen } = laboratory[name]
  const tests = laboratory[name].tests as readonly Test[]
  const values = name === 'FBC' ? counted(life, findings) : findings
  const results: Result[] = []
  let creatinine = 0
  for (const test of tests) {
    const value =
      test.code === 'EGFR' ? filtration(life, creatinine, collected) : told(life, test, values)
    if (value === undefined) continue
    if (test.code === 'CREA') creatinine = value
    results.push(result(life, test, value))
  }
  return { code: name, name: title, section, specimen, results, status: 'F', comment }
}

function varied(life: Life, values: Readonly<Record<string, number>>): Record<string, number> {
  const off = () => 0.96 + life.random.fraction() * 0.08
  return Object.fromEntries(Object.entries(values).map(([code, value]) => [code, value * off()]))
}

/** The kinds of white cells never add up to more than there are. */
function counted(life: Life, values: Readonly<Record<string, number>>): Record<string, number> {
  const { random } = life
  const others = 0.4 + random.fraction() * 0.4
  const lymphocytes = values.LYMP ?? 1.2 + random.fraction() * 1.2
  const room = values.WBC === undefined ? Infinity : values.WBC - others
  const usual = Number.isFinite(room) ? room - lymphocytes : 2.8 + random.fraction() * 3
  const NEUT = values.NEUT ?? usual
  const LYMP = values.LYMP ?? Math.max(0.1, Math.min(lymphocytes, room - NEUT))
  return { ...values, NEUT, LYMP, WBC: values.WBC ?? NEUT + LYMP + others }
}

function told(
  life: Life,
  test: Test,
  values: Readonly<Record<string, number>>,
): number | undefined {
  const given = values[test.code]
  if (given !== undefined) return given
  const typical =
    test.typical && 'male' in test.typical ? test.typical[life.person.sex] : test.typical
  if (!typical) return undefined
  const [low = 0, high = 0] = typical as readonly number[]
  return low + life.random.fraction() * (high - low)
}

function result(life: Life, test: Test, value: number): Result {
  const shown = value.toFixed(test.places)
  const { code, name, unit } = test
  if (code === 'EGFR') {
    return {
      code,
      name,
      unit,
      value: value > 90 ? '>90' : shown,
      range: '>60',
      flag: value < 60 ? 'L' : undefined,
    }
  }
  const [low, high] = test.range ?? test[life.person.sex] ?? []
  if (low === undefined || high === undefined) return { code, name, unit, value: shown }
  const flag = flagOf(code, Number(shown), low, high)
  return { code, name, unit, value: shown, range: `${low}-${high}`, flag }
}

/** What a laboratory would telephone: below the first, above the second. */
const telephoned: Readonly<Record<string, readonly [number, number]>> = {
  HB: [70, 220],
  NEUT: [0.5, 50],
  PLT: [30, 1000],
  NA: [120, 155],
  K: [2.5, 6.4],
}

function flagOf(code: string, value: number, low: number, high: number): Result['flag'] {
  const [alarmingLow, alarmingHigh] = telephoned[code] ?? [-Infinity, Infinity]
  if (value < alarmingLow) return 'LL'
  if (value > alarmingHigh) return 'HH'
  return value < low ? 'L' : value > high ? 'H' : undefined
}

/** CKD-EPI 2009 without ethnicity, as NICE NG203 asks; adults only. */
function filtration(life: Life, creatinine: number, at: number): number | undefined {
  const age = ageAt(life.person.birthDate, at)
  if (age < 18) return undefined
  const [kappa, alpha, factor] =
    life.person.sex === 'female' ? [0.7, -0.329, 1.018] : [0.9, -0.411, 1]
  const ratio = Math.round(creatinine) / 88.4 / kappa
  return 141 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.209 * 0.993 ** age * factor
}

/** The creatinine at which this person's kidneys filter so much (the inverse, below normal). */
export function creatinineFor(life: Life, egfr: number, at: number): number {
  const age = ageAt(life.person.birthDate, at)
  const [kappa, factor] = life.person.sex === 'female' ? [0.7, 1.018] : [0.9, 1]
  return 88.4 * kappa * (egfr / (141 * 0.993 ** age * factor)) ** (1 / -1.209)
}
