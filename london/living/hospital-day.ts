/** What the hospitals do next, as time goes on: one step gives the messages that it causes. */
import { type City, isOpen, type Resident } from '../city.ts'
import { letterDraft, reportDraft, visitDraft } from '../drafts.ts'
import { archetypeOf } from '../lives/archetypes.ts'
import type { Random } from '../random.ts'
import type { Draft } from '../sending.ts'
import type { Crisis } from '../story/crisis.ts'
import type { Panel, Report, Stay } from '../story/events.ts'
import { attend, bedIn, hospitalOf, admit as open, wardFor } from '../story/hospital.ts'
import { type Findings, wardBloods } from '../story/laboratory.ts'
import { dischargeSummary } from '../story/letters.ts'
import { Life } from '../story/life.ts'
import { hour, minute } from '../time.ts'

interface Guest {
  readonly resident: Resident
  readonly crisis: Crisis
  stay: Stay
  report?: Report
}

/** However fast the telling is paced, nobody goes through a hospital faster than this. */
const least = { emergency: 25 * minute, ward: 30 * minute, stay: 18 * hour, bloods: 40 * minute }
const emergencyMax = 10
const wardsMin = 10

/** Typing takes up to eight minutes: what is sent now happened then. */
const typed = 9 * minute

export class HospitalDay {
  readonly #city: City
  readonly #random: Random
  #guests: Guest[] = []
  readonly #seen = new Set<Resident>()

  constructor(city: City, random: Random) {
    this.#city = city
    this.#random = random
    for (const resident of city.people) {
      const stay = resident.events.findLast(isOpen)
      if (!stay || stay.ods === 'RV5') continue
      const { crises } = archetypeOf(resident.person.story)
      const crisis = crises.find(({ reason }) => reason === stay.reason) ?? crises[0]!
      this.#guests.push({ resident, crisis, stay, report: lastReport(resident) })
    }
  }

  /** A life that goes on from here: its ids hold the time, so that no two tellings meet. */
  life(resident: Resident, at: number): Life {
    const life = new Life(resident.person, this.#random, at, `${at.toString(36)}x`)
    for (const event of resident.events) if (event.kind === 'allergy') life.add(event)
    return life
  }

  isIn(resident: Resident): boolean {
    return this.#guests.some((guest) => guest.resident === resident)
  }

  #those(setting: Stay['setting']): Guest[] {
    return this.#guests
      .filter(({ stay }) => stay.setting === setting)
      .sort((one, other) => one.stay.at - other.stay.at)
  }

  arrive(at: number): Draft[] {
    if (this.#those('emergency').length >= emergencyMax) return []
    const free = this.#city.people.filter(
      (one) => one.died === undefined && !this.isIn(one) && !this.#seen.has(one),
    )
    if (free.length === 0) {
      this.#seen.clear()
      return []
    }
    const resident = this.#random.pick(free)
    this.#seen.add(resident)
    const crisis = this.#random.pick(archetypeOf(resident.person.story).crises)
    const life = this.life(resident, at - typed)
    const { reason, diagnoses } = crisis
    const ods = resident.person.hospital
    const stay = attend(life, { ods, at: at - typed, reason, diagnoses, hours: 99 })
    this.#guests.push({ resident, crisis, stay })
    return [visitDraft(resident.person, stay, 'A04', stay.at)]
  }

  /** Results of somebody who waits for them, else of somebody on a ward. */
  results(at: number): Draft[] {
    const waiting = this.#those('emergency').find((guest) => !guest.report && asks(guest.crisis))
    if (waiting) return this.#report(waiting, at, waiting.crisis.findings)
    const due = this.#those('inpatient').filter(
      ({ report }) => !report || report.at < at - least.bloods,
    )
    if (due.length === 0) return []
    const guest = this.#random.pick(due)
    return this.#report(guest, at, guest.crisis.later ?? { FBC: {}, UE: {} })
  }

  #report(guest: Guest, at: number, findings: Findings): Draft[] {
    const collected = Math.max(guest.stay.at + minute, at - 80 * minute)
    const report = wardBloods(
      this.life(guest.resident, at + 5 * hour),
      guest.stay,
      collected,
      findings,
    )
    if (!report) return []
    guest.report = { ...report, at }
    return [reportDraft(guest.resident.person, guest.report)]
  }

  /** The laboratory takes back a value that it has reported. */
  correct(at: number): Draft[] {
    const found = this.#guests.findLast(({ report }) => report?.panels.some(isHigh))
    const panel = found?.report?.panels.find(isHigh)
    if (!found?.report || !panel) return []
    const results = panel.results.map((result) => {
      if (result.code !== 'K') return result
      const value = (Number(result.value) - 0.6).toFixed(1)
      const note = 'Corrected: the first sample was haemolysed.'
      return { ...result, value, flag: undefined, note }
    })
    const corrected: Report = { ...found.report, at, panels: [{ ...panel, results, status: 'C' }] }
    found.report = corrected
    return [reportDraft(found.resident.person, corrected)]
  }

  /** Whoever has waited longest goes home or to a ward. */
  decide(at: number): Draft[] {
    const guest = this.#those('emergency').find(
      ({ report, crisis, stay }) => stay.at < at - least.emergency && (report || !asks(crisis)),
    )
    if (!guest) return []
    const { resident, crisis } = guest
    const { person } = resident
    const destination = crisis.nights ? '51' : '19'
    const left: Stay = { ...guest.stay, end: at - typed, destination }
    const out = visitDraft(person, left, 'A03', at - typed)
    const life = this.life(resident, at)
    if (!crisis.nights) {
      this.#leave(guest)
      const summary = dischargeSummary(life, { ...left, end: at - 5 * hour }, crisis.words)
      return summary ? [out, letterDraft(person, { ...summary, at, stay: left })] : [out]
    }
    const { specialty, reason, diagnoses } = crisis
    const ods = left.ods
    const stay = open(life, {
      ods,
      at: at - typed + minute,
      specialty,
      reason,
      diagnoses,
      days: 99,
    })
    guest.stay = stay
    return [out, visitDraft(person, stay, 'A01', stay.at)]
  }

  transfer(at: number): Draft[] {
    const guest = this.#those('inpatient').find(
      ({ stay, resident }) =>
        stay.moves.at(-1)?.place.ward === hospitalOf(stay.ods).acute &&
        stay.at < at - least.ward &&
        !isNamed(resident),
    )
    if (!guest) return []
    const { stay, resident } = guest
    const place = bedIn(this.life(resident, at), wardFor(stay.ods, stay.specialty))
    guest.stay = { ...stay, moves: [...stay.moves, { at: at - typed, place }] }
    return [visitDraft(resident.person, guest.stay, 'A02', at - typed)]
  }

  /** Whoever has been there longest goes home, while the wards are full. */
  discharge(at: number): Draft[] {
    const wards = this.#those('inpatient')
    const guest = wards.find(
      ({ resident, stay }) => stay.at < at - least.stay && !isNamed(resident),
    )
    if (!guest || wards.length < wardsMin) return []
    const { resident, crisis } = guest
    const left: Stay = { ...guest.stay, end: at - typed }
    this.#leave(guest)
    const summary = dischargeSummary(this.life(resident, at + 5 * hour), left, crisis.words)
    const out = visitDraft(resident.person, left, 'A03', at - typed)
    return summary ? [out, letterDraft(resident.person, { ...summary, at })] : [out]
  }

  #leave(guest: Guest): void {
    this.#guests = this.#guests.filter((one) => one !== guest)
  }
}

/** A potassium that can be taken back, and be right afterwards. */
const isHigh = (panel: Panel): boolean =>
  panel.status === 'F' &&
  panel.results.some(({ code, value }) => code === 'K' && Number(value) >= 4.4)

const asks = (crisis: Crisis): boolean => Object.keys(crisis.findings).length > 0

/** Those whom the demonstration is about stay where they are. */
const isNamed = ({ person }: Resident): boolean => person.key <= 'p0005'

const lastReport = (resident: Resident): Report | undefined =>
  resident.events.findLast((event) => event.kind === 'report')
