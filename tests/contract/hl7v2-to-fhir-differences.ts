/**
 * Where our resources are deliberately other than those that the HL7 v2-to-FHIR guide's maps give
 * (as Microsoft's FHIR Converter applies them), and why. What is not listed here must agree; what
 * is listed and no longer occurs must go. See docs/standards/hl7v2-to-fhir.md.
 */
export interface Difference {
  readonly kind: string
  /** The fact that differs; `not made`: only theirs exists; `made`: only ours does. */
  readonly fact: string
  /** Of the file's name; absent: of all. */
  readonly messages?: RegExp
  /** What theirs says, and what ours says; absent: anything. */
  readonly theirs?: RegExp
  readonly ours?: RegExp
  /** Of lists: all that ours holds, theirs holds too. */
  readonly within?: true
  readonly why: string
}

/** §1.10: the overrides, each with its rule. */
export const differences: readonly Difference[] = [
  {
    kind: 'Patient',
    fact: 'numbers',
    within: true,
    why: 'PID-2, PID-4, PID-19 and PID-20, and the numbers of insurers, guarantors and relatives, are not numbers of the patient: PID-3 is, and others only by profile (§1.5).',
  },
  {
    kind: 'Patient',
    fact: 'given',
    theirs: /Addsm$/,
    why: 'XPN-15, by which a person is called, is no further given name.',
  },
  {
    kind: 'Patient',
    fact: 'dead',
    theirs: /^false$/,
    ours: /^undefined$/,
    why: 'PID-30 holds neither Y nor N: nothing is said of death.',
  },
  {
    kind: 'Patient',
    fact: 'made',
    messages: /^ADT-A4[0157]/,
    why: 'PID of a merge or move names the survivor: one stub, with no demographics changed (§1.4.1).',
  },
  {
    kind: 'Encounter',
    fact: 'not made',
    messages: /^(?!ADT)/,
    why: 'PV1 outside ADT only points at the visit: it is no source of it (HL7-17).',
  },
  {
    kind: 'Encounter',
    fact: 'not made',
    messages: /^ADT-A(28|29|31|45|60)/,
    why: 'A28, A29, A31, A45 and A60 speak of a person or of numbers, and not of a visit (§1.4).',
  },
  {
    kind: 'Encounter',
    fact: 'who',
    within: true,
    why: 'A number of blanks only is no number.',
  },
  {
    kind: 'Encounter',
    fact: 'status',
    theirs: /^(finished|in-progress)$/,
    ours: /^unknown$/,
    why: 'PV1-45 alone ends nothing, and an update alone begins nothing: only events of the visit do (§1.10).',
  },
  {
    kind: 'Encounter',
    fact: 'status',
    messages: /^ADT-A11/,
    theirs: /^cancelled$/,
    ours: /^entered-in-error$/,
    why: 'A11 takes back an admission that never was (§1.4).',
  },
  {
    kind: 'Encounter',
    fact: 'until',
    ours: /^undefined$/,
    why: 'PV1-45 is the end only with a discharge (§1.10).',
  },
  {
    kind: 'Encounter',
    fact: 'when',
    messages: /^ADT-A27/,
    why: 'What was planned begins when it is expected (PV2-8), not by PV1-44.',
  },
  {
    kind: 'AllergyIntolerance',
    fact: 'criticality',
    theirs: /^low$/,
    ours: /^undefined$/,
    why: 'AL1-4 tells how bad a reaction was. A mild one does not make the next one safe.',
  },
  {
    kind: 'AllergyIntolerance',
    fact: 'made',
    messages: /^(OMG|OML)/,
    why: 'AL1 beside an order is told too, as an assertion that ends no other (HL7-10).',
  },
  {
    kind: 'AllergyIntolerance',
    fact: 'reaction',
    messages: /^ADT-A60/,
    why: 'IAR is told in its words; theirs names its code.',
  },
  {
    kind: 'Condition',
    fact: 'onset',
    ours: /^undefined$/,
    why: 'DG1-5 is when the diagnosis was made, which is when it was recorded, and not since when the illness has been there.',
  },
  {
    kind: 'Condition',
    fact: 'not made',
    theirs: /^I21$/,
    why: 'PDA-2, the cause of death, is not read: deaths come by PID-29 and PID-30 (§1.4).',
  },
  {
    kind: 'Condition',
    fact: 'not made',
    theirs: /^undefined$/,
    why: 'A condition that nothing names (DRG, ACC) says nothing.',
  },
  {
    kind: 'Condition',
    fact: 'not made',
    messages: /^(OM|OR|RD|REF|SIU)/,
    why: 'DG1 beside an order, a referral or an appointment is why it is asked for: reasonCode.',
  },
  {
    kind: 'Procedure',
    fact: 'status',
    theirs: /^unknown$/,
    why: 'PR1 was done, unless it lies after the message: then it is in preparation.',
  },
  {
    kind: 'Procedure',
    fact: 'not made',
    theirs: /^(undefined|death-certification|autopsy-performed)$/,
    why: 'PDA is not read, and a procedure that nothing names says nothing.',
  },
  {
    kind: 'Procedure',
    fact: 'not made',
    theirs: /^(71045|99011|92002)$/,
    why: 'FT1 is a charge, and no evidence that something was done.',
  },
  {
    kind: 'Procedure',
    fact: 'not made',
    messages: /^REF/,
    why: 'PR1 in a referral is what is asked for: orderDetail.',
  },
  {
    kind: 'Observation',
    fact: 'not made',
    theirs: /^(death-certificate|autopsy|coroner|injury-incident)$/,
    why: 'PDA and ACC are not read.',
  },
  {
    kind: 'Observation',
    fact: 'not made',
    messages: /^VXU/,
    why: 'OBX behind RXA belongs to the vaccination: its note, or which dose it was.',
  },
  {
    kind: 'Observation',
    fact: 'not made',
    messages: /^MDM/,
    why: 'OBX behind TXA is the document itself (§1.7).',
  },
  {
    kind: 'Observation',
    fact: 'status',
    theirs: /^unknown$/,
    why: 'All letters of OBX-11 are mapped, not those alone that the guide maps (LAB-03).',
  },
  {
    kind: 'Observation',
    fact: 'made',
    messages: /^(BAR|MDHHS|OM)/,
    why: 'OBX beside an order or an account is one measurement; theirs makes a report of some.',
  },
  {
    kind: 'Observation',
    fact: 'not made',
    messages: /^ADT-A29/,
    why: 'A29 deletes a patient: nothing else that stands in it is told.',
  },
  {
    kind: 'Observation',
    fact: 'made',
    messages: /^OUL/,
    why: 'OBX of a report is one of its results; theirs makes a report of it.',
  },
  {
    kind: 'DiagnosticReport',
    fact: 'not made',
    messages: /^OUL/,
    why: 'One report for each OBR, with its results: not one for each OBX or SPM.',
  },
  {
    kind: 'DiagnosticReport',
    fact: 'not made',
    messages: /^(?!ORU|OUL|LAB)/,
    why: 'OBR outside result messages asks; it reports nothing. Its OBX are single measurements.',
  },
  {
    kind: 'DocumentReference',
    fact: 'not made',
    messages: /^VXU/,
    why: 'A leaflet that was handed over is no document of the patient.',
  },
  {
    kind: 'DocumentReference',
    fact: 'standing',
    theirs: /^preliminary$/,
    ours: /^final$/,
    why: 'TXA-17 AU and LA are authenticated: final (§1.7).',
  },
  {
    kind: 'DocumentReference',
    fact: 'made',
    messages: /^MDM/,
    why: 'What a document replaces (TXA-13) is superseded, also where it has not come yet.',
  },
  {
    kind: 'DocumentReference',
    fact: 'not made',
    messages: /^OUL/,
    why: 'TXA in a result message describes its images, which are documents themselves.',
  },
  {
    kind: 'DocumentReference',
    fact: 'made',
    messages: /^OUL/,
    why: 'Each image embedded in OBX-5 is a document that can be opened (§1.6).',
  },
  {
    kind: 'ServiceRequest',
    fact: 'not made',
    messages: /^(ADT|BAR|DFT|LAB|MDM|ORU|OUL|VXU)/,
    why: 'ORC and OBR in messages of results, documents, vaccinations and accounts repeat an order that was made elsewhere: its number is on the report.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'not made',
    messages: /^SIU/,
    why: 'AIS is what is booked: serviceType of the appointment.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'not made',
    messages: /^REF/,
    theirs: /^22310-7$/,
    why: 'OBR in a referral is part of what is asked for: orderDetail.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'not made',
    messages: /^O(ML|UL)/,
    theirs: /^FAI-8.2,PAI-8.1$/,
    why: 'ORC-8 names the parent of an order, which says nothing more of itself.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'made',
    messages: /^(MDHHS|ORM)/,
    why: 'An order is an order without ORC, and without OBR: its number is known.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'made',
    messages: /^OMG/,
    why: 'ORC-4 is read without its subcomponents, which are no part of the number.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'not made',
    messages: /^OMG/,
    theirs: /&L$/,
    why: 'ORC-4 is read without its subcomponents, which are no part of the number.',
  },
  {
    kind: 'ServiceRequest',
    fact: 'status',
    messages: /^REF-I12/,
    theirs: /^on-hold$/,
    ours: /^active$/,
    why: 'RF1-1 P: a referral that is not yet accepted is under way, and not halted (§1.9).',
  },
  {
    kind: 'ServiceRequest',
    fact: 'status',
    messages: /^REF-I14/,
    theirs: /^entered-in-error$/,
    ours: /^revoked$/,
    why: 'I14 cancels a referral that was made: it stays in the history (§1.9).',
  },
  {
    kind: 'MedicationRequest',
    fact: 'not made',
    messages: /^RD/,
    why: 'RXO and RXE of one ORC are one prescription, and the encoded one counts.',
  },
  {
    kind: 'MedicationRequest',
    fact: 'intent',
    ours: /^order$/,
    why: 'One prescription has one intent, whoever encodes it.',
  },
  {
    kind: 'MedicationDispense',
    fact: 'not made',
    theirs: /^0182-1061-05$/,
    why: 'FT1 is a charge, and no evidence that something was dispensed.',
  },
  {
    kind: 'MedicationDispense',
    fact: 'status',
    theirs: /^unknown$/,
    ours: /^completed$/,
    why: 'RXD tells what was dispensed.',
  },
]
