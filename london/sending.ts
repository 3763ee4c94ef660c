/** One message of one system, when it is sent. */
export interface Sending {
  /** Milliseconds. */
  readonly at: number
  /** The name of one of `feeds`. */
  readonly feed: string
  readonly form: 'hl7v2' | 'fhir'
  readonly bytes: Uint8Array
}

/** A message that has no control id yet: given when it is its turn, so that the ids count up. */
export interface Draft {
  readonly at: number
  readonly feed: string
  readonly form: 'hl7v2' | 'fhir'
  readonly write: (control: string) => Uint8Array
}
