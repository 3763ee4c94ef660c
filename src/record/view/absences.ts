/** Codes that assert an absence (SNOMED CT, and HL7's codes of the patient summary, IPS 1.1). */

/** An absence of everything in its section. */
const general = [
  '716186003', // no known allergy
  '409137002', // no known drug allergy
  'no-known-allergies',
  'no-known-medication-allergies',
  '160245001', // no current problems
  'no-known-problems',
  '787481004', // no known medications
  'no-known-medications',
  'no-known-procedures',
  'no-known-immunizations',
]

/** An absence of one kind only: it says nothing about drugs. */
const narrow = [
  '428607008', // no known environmental allergy
  '429625007', // no known food allergy
  '428197003', // no known insect allergy
  '1003774007', // no known natural rubber latex allergy
  '716184000', // no known latex allergy
  '716220001', // no known animal allergy
  'no-known-environmental-allergies',
  'no-known-food-allergies',
]

export const narrowAbsences: ReadonlySet<string> = new Set(narrow)
export const absences: ReadonlySet<string> = new Set([...general, ...narrow])

// Whole phrases only: 'no known allergy to latex' says nothing about everything else, and
// 'no allergies recorded' asserts nothing at all.
const phrases =
  /^(nkd?a|(no|nil|none) known|(no|nil) known (drug |medication )?(allerg(y|ies)|adverse reactions|sensitivities)( or (intolerances?|adverse reactions))?|no allergies known)\.?$/i

// Problems and medicines, whose absence some senders tell in words only.
const others =
  /^no (known )?(current )?(problems?|medications?|medicines)( or disability)?( known)?\.?$/i

export const assertsNone = (words: string | undefined): boolean => others.test(words ?? '')
export const assertsNoAllergy = (words: string | undefined): boolean => phrases.test(words ?? '')
