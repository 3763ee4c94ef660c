/** A professional who opens records while everything else goes on; what was seen is kept. */
import { zstdDecompressSync } from 'node:zlib'
import { openRecord } from '#journeys'
import { doctor } from '#test-support'
import type { RecordView } from '#vocabulary'
import type { Random } from '../../london/random.ts'
import type { DoorProcess } from './server-process.ts'
import type { Workload } from './workload.ts'
import type { Owner, World } from './world.ts'

export interface Seen {
  readonly requestId: string
  readonly personId: number
  readonly view: RecordView
}

const looksMax = 6

export class Reader {
  readonly seen: Seen[] = []
  readonly #world: World
  readonly #told: Workload
  readonly #server: () => DoorProcess | undefined
  readonly #random: Random
  #looks = 0
  #looking: DoorProcess | undefined

  constructor(world: World, told: Workload, server: () => DoorProcess | undefined, random: Random) {
    this.#world = world
    this.#told = told
    this.#server = server
    this.#random = random
    this.#lookSoon()
  }

  get isDone(): boolean {
    return this.#looks >= looksMax
  }

  dropped(process: Owner): void {
    if (this.#looking !== process) return
    this.#looking = undefined
    this.#lookSoon()
  }

  #lookSoon(): void {
    this.#looks += 1
    if (this.isDone) return
    const afterMs = this.#random.between(50, 1_500)
    this.#world.offer('the doctor looks', () => this.#look(), { afterMs })
  }

  #look(): void {
    const process = this.#server()
    const needs = process?.needs
    if (!process || process.isDead || !needs) {
      this.#lookSoon()
      return
    }
    // Person numbers are given from 1 upwards; asking for one that is nobody's is refused.
    const personId = this.#random.between(1, this.#told.registered.length)
    const requestId = `${this.#world.seed}/${this.#looks}`
    const user = { ...doctor, organisation: this.#random.pick(['RJZ', 'RV5', 'RJ2']) }
    this.#looking = process
    this.#world.as(process, () => {
      openRecord(needs, user, personId, { requestId })
        .then((opened) => {
          this.#world.note(`the doctor: ${opened.outcome}`)
          if (opened.outcome !== 'opened') return
          const view = JSON.parse(zstdDecompressSync(opened.body).toString()) as RecordView
          this.seen.push({ requestId, personId, view })
        })
        .catch((error: unknown) => this.#world.note(`the doctor: ${(error as Error).message}`))
        .finally(() => {
          if (this.#looking === process) this.dropped(process)
        })
    })
  }
}
