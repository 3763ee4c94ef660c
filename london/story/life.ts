/** One person's life as it is being told: events are added in any order and read in time order. */
import type { Person } from '../people/person.ts'
import type { Random } from '../random.ts'
import { atClock, day, fromDate, weekday, year } from '../time.ts'
import type { LifeEvent } from './events.ts'

type Told<E> = E extends LifeEvent ? Omit<E, 'id'> : never

export class Life {
  readonly person: Person
  readonly random: Random
  /** When the telling stops: nothing is told that has not happened yet. */
  readonly now: number
  /** When this person died. */
  died?: number
  /** Between the key of the person and the number of the event, so that later tellings differ. */
  readonly #era: string
  readonly #events: LifeEvent[] = []
  #number = 0
  readonly #season: number

  constructor(person: Person, random: Random, now: number, era = '') {
    this.person = person
    this.random = random
    this.now = now
    this.#era = era
    this.#season = random.between(0, 250)
  }

  add<E extends LifeEvent>(event: Told<E>): E {
    const told = { ...event, id: this.id() } as unknown as E
    this.#events.push(told)
    return told
  }

  replace<E extends LifeEvent>(event: E, by: E): E {
    this.#events[this.#events.indexOf(event)] = by
    return by
  }

  id(): string {
    this.#number += 1
    return `${this.person.key}-${this.#era}${this.#number}`
  }

  /** Numbers for visits, specimens and letters: as an administrator would read them out. */
  reference(prefix: string): string {
    return `${prefix}${this.id().slice(1).replace('-', '')}`
  }

  get events(): readonly LifeEvent[] {
    return [...this.#events].sort((one, other) => one.at - other.at)
  }

  /**
   * A weekday morning or afternoon about so many years ago, never before birth. The same number
   * of years is the same season, and not the day of the year on which the telling stops.
   */
  yearsAgo(years: number): number {
    const days = years * 365.25
    if (years < 2) return this.daysAgo(days)
    return this.daysAgo(days + this.#season + ((years * 97 + this.#season) % 71))
  }

  daysAgo(days: number): number {
    const at = weekday(this.now - days * day)
    const told = atClock(at, this.random.between(9, 16), this.random.between(0, 59))
    const latest = Math.min(told, this.now - 3 * 3_600_000)
    return Math.max(latest, fromDate(this.person.birthDate) + day / 2)
  }

  atAge(years: number): number {
    const at = fromDate(this.person.birthDate) + years * year
    return weekday(at) + this.random.between(9, 16) * 3_600_000
  }
}
