/** Gathers what one message says of one resource that is put together element by element. */
import { createHash } from 'node:crypto'
import type { FhirResource, Statement } from '#vocabulary'
import type { Said } from './latest.ts'
import type { Reading } from './parts/reading.ts'
import { assembleTold, type Standing, type ToldState } from './told-fold.ts'

export class Telling {
  readonly #kind: FhirResource['resourceType']
  readonly #reading: Reading
  readonly #said: Said
  readonly #facts: Record<string, readonly [number, number, unknown]> = {}
  #start: string | undefined
  #needs: string | undefined

  constructor(kind: FhirResource['resourceType'], reading: Reading) {
    this.#kind = kind
    this.#reading = reading
    this.#said = [reading.recorded, reading.sent ?? 0]
  }

  /** Undefined says nothing; null says that there is none. */
  put(element: string, value: unknown): void {
    if (value !== undefined) this.#facts[element] = [...this.#said, value]
  }

  /** Until this is told there is nothing to show: a cancellation that came before its order. */
  needs(element: string): void {
    this.#needs = element
  }

  /** What holds until somebody says otherwise. */
  usually(element: string, value: unknown): void {
    this.#facts[element] ??= [0, 0, value]
  }

  /** One of a list, known by its key; null takes it from the list. */
  part(element: string, key: string, value: unknown): void {
    this.put(`${element}/${key || digest(value)}`, value)
  }

  /** The parts told here are all that there are. */
  whole(element: string): void {
    this.put(`${element}/`, true)
  }

  /** When it begins, so that a later time is told as a move. */
  starts(at: string): void {
    this.#start = at
    this.put('start', at)
  }

  /** It is announced as new: the weakest of what can be said of how it stands. */
  born(set: Standing['set']): void {
    this.put('born', { final: false, set } satisfies Standing)
  }

  stands(set: Standing['set'], final = false): void {
    this.put('state', { final, set } satisfies Standing)
  }

  statement(
    sourceId: string,
    { labels, names }: { labels?: readonly string[]; names?: readonly string[] } = {},
  ): Statement {
    const state: ToldState = {
      kind: this.#kind,
      facts: this.#facts,
      ...(this.#start !== undefined && { starts: { [this.#start]: this.#said } }),
      ...(this.#needs !== undefined && { needs: this.#needs }),
      ...(names && { names }),
    }
    return {
      kind: this.#kind,
      sourceId,
      eventTime: this.#reading.eventTime,
      resource: assembleTold(state, sourceId),
      combine: 'told',
      state,
      ...(labels && { labels }),
      ...(names && { names }),
    }
  }
}

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)
