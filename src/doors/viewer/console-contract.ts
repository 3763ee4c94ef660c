/**
 * What the console of the integration engineer knows: feeds and messages, never a record. Every
 * request is a POST like those of contract.ts, answered only to who may operate; each look at a
 * message is audited before it is answered. Times are ISO instants.
 */

/** POST /api/console/feeds {} → how each feed is, the troubled first. */
export interface ConsoleFeeds {
  readonly feeds: readonly ConsoleFeed[]
}

export type FeedTrouble = 'silent' | 'quiet' | 'behind' | 'troubled' | 'gaps'

export interface ConsoleFeed {
  readonly feed: string
  readonly organisation: string
  readonly organisationName: string
  readonly profile: string
  readonly lastReceivedAt?: string
  /** Of the last 24 hours. */
  readonly received: number
  readonly setAside: number
  /** Of the last 60 minutes, and usual at this time of the week. */
  readonly receivedThisHour: number
  readonly usualPerHour?: number
  readonly waiting: number
  readonly oldestWaitingAt?: string
  readonly missing: number
  readonly troubles: readonly FeedTrouble[]
}

export type MessageState = 'pending' | 'filed' | 'set-aside' | 'dismissed'

/** POST /api/console/messages → the newest first; `before` asks for older ones. */
export interface SearchMessages {
  readonly feed?: string
  readonly from?: string
  readonly to?: string
  /** 'ADT^A01', or 'ADT' for all of them. */
  readonly messageType?: string
  readonly reason?: string
  readonly state?: MessageState
  /** MSH-10. */
  readonly controlId?: string
  readonly before?: number
}

export interface MessageLines {
  readonly messages: readonly MessageLine[]
  readonly more: boolean
}

interface SetAsidePlace {
  /** 'PID-3', 'OBX 3'; absent: the whole message. */
  readonly place?: string
  readonly reason: string
  readonly words: string
}

export interface MessageLine {
  readonly messageId: number
  readonly feed: string
  readonly controlId?: string
  readonly receivedAt: string
  readonly messageType?: string
  readonly state: MessageState
  /** The rest of it is in the record. */
  readonly isPartOnly: boolean
  readonly first?: SetAsidePlace
  readonly setAsideParts: number
}

/**
 * POST /api/console/message {messageId} → one message taken apart; /api/console/bytes the same way
 * → its bytes as they came (application/octet-stream).
 */
export interface MessageView extends MessageLine {
  readonly form: 'hl7v2' | 'fhir'
  readonly peer?: string
  /** SHA-256 of the bytes, hex. */
  readonly hash: string
  readonly bytes: number
  readonly filedAt?: string
  /** Entries of records that it brought. */
  readonly entriesFiled: number
  /** How often the same bytes came again. */
  readonly duplicates: number
  readonly profile?: string
  /** What would become of it if it were read now: after a profile was corrected. */
  readonly today: {
    readonly outcome: 'filed' | 'set-aside'
    readonly setAside: readonly SetAsidePlace[]
  }
  /** Kept and not understood: 'segment ZU1'. */
  readonly notUnderstood: readonly string[]
  readonly setAside: readonly SetAsidePlace[]
  /** What somebody did about it, oldest first. */
  readonly done: readonly {
    readonly what: 'replayed' | 'dismissed'
    readonly at: string
    readonly by: string
    readonly because: string
  }[]
  readonly charset: string
  /** HL7 v2. */
  readonly segments: readonly SegmentView[]
  /** FHIR: each entry as JSON. */
  readonly resources: readonly ResourceView[]
  /** Segments or entries beyond what is shown. */
  readonly leftOut: number
  /** What is neither: its text. */
  readonly text?: string
  /** What is about no place that the message has. */
  readonly marks: readonly MarkView[]
}

export interface MarkView {
  readonly words: string
  /** Set aside; otherwise a defect that was read over. */
  readonly isSetAside: boolean
}

export interface PartView {
  /** 'PID-3(2).1' */
  readonly position: string
  readonly text: string
  /** Of the whole in characters, where `text` is only its beginning. */
  readonly cutFrom?: number
  /** What the escapes in it say. */
  readonly means?: string
}

export interface FieldView extends PartView {
  readonly parts: readonly PartView[]
  readonly marks: readonly MarkView[]
}

export interface ResourceView {
  /** 'entry[17] Observation' */
  readonly place: string
  readonly json: string
  readonly marks: readonly MarkView[]
}

export interface SegmentView {
  readonly name: string
  readonly nth: number
  readonly fields: readonly FieldView[]
  readonly marks: readonly MarkView[]
}

/**
 * POST /api/console/replay: these, or all that a search finds, a portion at a time. `check`: only
 * say what would change.
 */
export interface ReplayMessages {
  readonly messageIds?: readonly number[]
  readonly search?: Omit<SearchMessages, 'before'>
  readonly because: string
  readonly check: boolean
  /** `next` of the portion before. */
  readonly after?: number
}

export interface Replayed {
  readonly messages: number
  /** Set aside before as a whole, and filed now. */
  readonly nowFiled: number
  /** Something else became of them than before. */
  readonly differently: number
  /** Could not be replayed for a fault of ours: as they were. */
  readonly failed: number
  /** Entries of records that changed, or would, and of how many persons. */
  readonly changed: number
  readonly persons: number
  /** There are more: give it as `after`. */
  readonly next?: number
}

/** POST /api/console/dismiss → how many were dismissed. */
export interface DismissMessages {
  readonly messageIds: readonly number[]
  readonly because: string
}
export interface Dismissed {
  readonly dismissed: number
}

/** POST /api/console/merges {} → what senders said of their numbers, the newest first. */
export interface ConsoleMerges {
  readonly merges: readonly ConsoleMerge[]
}

export interface ConsoleMerge {
  readonly mergeId: number
  readonly kind: 'merge' | 'link' | 'unlink' | 'move'
  readonly state: 'applied' | 'held' | 'replaced' | 'undone'
  readonly survivor: string
  readonly retired: string
  /** What was moved, by the sender's name for it. */
  readonly what?: string
  readonly at: string
  /** Why it waits until somebody has looked. */
  readonly held?: string
}

/** POST /api/console/merges/undo {mergeId}, and /confirm for one that is held. */
export interface MergeDone {
  readonly done: boolean
}
