/** What the pages of the desk are about, kept in memory and never in an address. */
import type {
  DeskPerson,
  FindPerson,
  IdentityCheck,
  MadeBy,
  Recorded,
  ReviewView,
  TaskView,
} from '../../src/doors/viewer/contract.ts'
import type { DeskPlace } from '../pages/route.ts'

/** An objection that is being recorded, as far as it has come. */
export interface Recording {
  readonly what: 'recording'
  /** Absent where the person is not known yet. */
  readonly person?: DeskPerson
  readonly who?: FindPerson
  family?: string
  given?: string
  madeBy?: MadeBy
  evidence?: string
  check?: IdentityCheck
  explained?: boolean
  words?: string
  recorded?: Recorded
}

export type Kept =
  | Recording
  | { readonly what: 'person'; readonly handle: string; readonly person?: DeskPerson }
  | { readonly what: 'documents'; readonly person: DeskPerson }
  | { readonly what: 'objection'; readonly objectionId: string }
  | {
      readonly what: 'rows'
      readonly importId: number
      readonly reason: string
      readonly words: string
    }
  | { readonly what: 'task'; readonly task: TaskView }
  | { readonly what: 'review'; readonly review: ReviewView }

export type Go = (
  place: DeskPlace,
  more?: {
    readonly about?: Kept
    readonly step?: number
    readonly act?: string
    readonly how?: 'push' | 'replace'
  },
) => void
