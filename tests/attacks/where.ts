/**
 * Where each attack case of the access and objection rules is tried. A title is looked for in the
 * text of the file, as it is written there; what is not built says so, with the reason.
 */

export interface Tried {
  readonly file: string
  /** Part of the title of a test. */
  readonly title: string
}

export interface NotTried {
  readonly notBuilt: string
}

const tried = (file: string, ...titles: string[]): Tried[] =>
  titles.map((title) => ({ file, title }))
const attacks = (file: string, ...titles: string[]) =>
  tried(`tests/attacks/${file}.test.ts`, ...titles)
const journeys = (file: string, ...titles: string[]) =>
  tried(`tests/journeys/${file}.test.ts`, ...titles)

export const where: Readonly<Record<string, readonly Tried[] | NotTried>> = {
  'AT-01': attacks('people', 'AT-01: a clerk'),
  'AT-04': [...attacks('people', 'AT-04: nobody opens'), ...journeys('users', 'AC-20, AT-04')],
  'AT-05': [
    ...journeys('users-command', 'AT-05: who is disabled'),
    ...journeys('sign-in-providers', 'AT-05, AC-09: is over at once'),
  ],
  'AT-07': attacks('people', 'AT-07: a role at one organisation'),
  'AT-08': journeys('register-watch', 'AT-08: seven days'),
  'AT-09': [
    ...journeys('objections-import-later', 'AT-09 OO-32'),
    ...tried('src/access/consent-codes.test.ts', 'AT-09 OO-23 however', 'AT-09 OO-23 an unknown'),
    ...tried('src/access/register/register-key.test.ts', 'AT-09: spaces and small letters'),
  ],
  'AT-10': [
    ...attacks('people', 'AT-10: who said no before'),
    ...journeys('objections-import-later', 'AT-10 whether the register or the message'),
  ],
  'AT-11': journeys('objections-codes', 'AT-11 OO-24', 'AT-11 a statement'),
  'AT-12': attacks('people', 'AT-12: a law'),
  'AT-13': attacks('failing', 'AT-13: a backup', 'AT-13: when nobody can say'),
  'AT-14': [
    ...attacks('requests', 'AT-14: no id', 'AT-14: a cookie'),
    ...tried('tests/contract/viewer-door.test.ts', 'one session only (AT-14)'),
  ],
  'AT-15': attacks('requests', 'AT-15: what logs'),
  'AT-16': [
    ...attacks('requests', 'AT-16: a body'),
    ...tried('tests/contract/viewer-door.test.ts', 'whatever shape it has (AT-16)'),
  ],
  'AT-17': attacks('requests', 'AT-17: no verb', 'AT-17: every address'),
  'AT-18': attacks('secrets', '18: AT-18: secrets', 'the built screen holds none'),
  'AT-19': [
    ...attacks('requests', 'AT-19: numbers', 'AT-19 AC-18: nor by the desk'),
    ...journeys('who-may-know', 'AC-18 AT-19: sixty'),
  ],
  'AT-20': attacks('requests', 'AT-20: nothing is searched'),
  'AT-21': attacks('oracle', '17: AT-21', 'status, size, headers', 'the same work', 'time tells'),
  'AT-22': attacks('requests', 'AT-22: after a refusal'),
  'AT-23': [
    ...journeys('sensitive', 'does not let it through'),
    ...tried('src/sources/sensitive/label.test.ts', 'AT-23 is one of a set'),
  ],
  'AT-24': attacks(
    'messages',
    'AT-24: a document',
    'AT-24: nothing that XML',
    'AT-24: what unpacks',
  ),
  'AT-25': attacks('messages', 'AT-25: delimiters', 'AT-25: a second message'),
  'AT-26': attacks(
    'messages',
    'AT-26: a feed',
    'AT-26: no feed merges',
    'AT-26: nor does it say where',
  ),
  'AT-27': [
    ...journeys(
      'launch-token',
      'shown again (AT-27)',
      '(AT-27)',
      'altered after it was signed (AT-27)',
      'alg none, and HS256',
      'a kid chooses',
      'jku, jwk, x5u, x5c',
    ),
    ...journeys('launch', 'AT-27, AC-11'),
  ],
  'AT-28': [
    ...journeys('launch', 'AT-28: a code'),
    ...journeys('sign-in-providers', 'AT-28: an answer', 'AT-28: no state'),
    ...journeys('sign-in', 'the provider wants PKCE'),
  ],
  'AT-29': tried('tests/e2e/refusals.test.ts', 'AT-29 never paints', 'AT-29 two windows'),
  'AT-30': [
    ...journeys('sign-in-providers', 'AT-30: after a role switch'),
    ...tried('tests/e2e/session.test.ts', 'AT-30, AC-06'),
  ],
  'AT-37': {
    notBuilt:
      'Signing in has its floor (AC-02: AAL3); who has a stolen cookie is not asked again before ' +
      'a dangerous act. Those of two people (suspension, entered in error, rules) need a second one.',
  },
  'AT-38': {
    notBuilt:
      'Bodies are compressed in the database, not encrypted; who reads its disk or dumps it reads ' +
      'them. Of those who objected, what was filed is deleted (OO-11).',
  },
  'AT-39': [
    ...attacks('failing', 'AT-39 4'),
    ...journeys('gate', '4: when the audit cannot be written'),
    ...tried('tests/chaos/kills.test.ts', 'acknowledges nothing that it does not keep'),
  ],
  'AT-40': attacks('failing', 'AT-40: where nothing can be written'),
  'AT-41': [
    ...attacks(
      'secrets',
      '40: AT-41',
      'an answer that fails repeats nothing',
      'no header of an answer',
      'what the program says, what it counts',
    ),
    ...tried('tests/e2e/viewer.test.ts', 'names nobody in an address, the title'),
    ...tried('tests/e2e/desk.test.ts', 'AC-19: keeps nothing about anybody'),
  ],
  'AT-42': attacks('requests', 'AT-42: under no address'),
  'AT-43': [
    ...attacks('requests', 'AT-43: no page may be framed'),
    ...journeys('launch', 'AT-43: nobody may frame', 'AT-43: only configured origins'),
  ],
  'AT-44': tried('tests/e2e/desk.test.ts', 'AT-44: stored text does nothing'),
  'AT-45': attacks('people', 'AT-45: what is told'),
  'AT-46': [
    ...attacks('people', 'AT-46: an open screen'),
    ...journeys('objection-open-screen', 'AT-46: closes'),
  ],
  'AT-47': journeys('new-identity', 'AT-47 AC-26'),
  'AT-48': tried('tests/properties/whereabouts.property.test.ts', 'AT-48 nothing', 'AT-48 a ward'),
  'AT-49': [
    ...journeys('sensitive', 'AT-49 AC-21', 'AT-49 a letter is withheld'),
    ...attacks('messages', 'AT-24 AT-49'),
  ],
  'AT-50': [
    ...journeys('rules', 'AT-50: edited on disk'),
    ...journeys('policy-command', 'AT-50: edited or rolled back'),
  ],
}

/** The forty cases to write first, by their numbers; those of the seal of the audit come with it. */
export const forty: Readonly<Record<number, readonly Tried[] | NotTried>> = {
  1: journeys('gate', '1: without a decision'),
  2: journeys('gate', '2: a decision of the same transaction'),
  3: journeys('gate', '3: the next use of a pooled connection'),
  4: [...journeys('gate', '4: when the audit'), ...attacks('failing', 'AT-39 4')],
  5: journeys('gate', '5: no role of the application'),
  6: tried('src/access/decide.test.ts', 'the windows of the policy, one by one and to the second'),
  7: tried('tests/properties/relationships-converge.test.ts', 'however often (LR-06)'),
  8: journeys('relationships', 'cancelling an admission (A11) ends it at once (LR-02)'),
  9: journeys(
    'sign-in-refused',
    'a selected role that is not held (AC-04)',
    'two roles with one number',
    'with no role there is a page',
    'with two roles and none selected',
  ),
  10: journeys('sign-in-refused', 'an assurance below the floor'),
  11: [
    ...journeys('users', 'AC-09: disabling ends every session'),
    ...journeys('users-command', 'AT-05'),
  ],
  12: attacks('route-matrix', '12: AC-T5', 'no route is without an expectation'),
  13: tried('tests/properties/decide-cedar.test.ts', '(AC-T3)'),
  14: tried('src/access/decide.property.test.ts', 'is not widened by an objection (AC-T2 a)'),
  15: attacks('requests', 'AT-14: no id of another'),
  16: attacks('requests', 'AT-20: nothing is searched, chained'),
  17: attacks('oracle', '17: AT-21: the presence oracle'),
  18: [
    ...journeys('objection-open-screen', '18: OO-13'),
    ...tried('tests/e2e/refusals.test.ts', 'within 5 s of an objection'),
  ],
  19: journeys('objection-race', '19: an objection and a message'),
  20: journeys('objection', '20: OO-03'),
  21: journeys('objection', '21: OO-04, OO-05'),
  22: journeys('objection', '22: OO-06: the objection follows', '22: OO-06: the number'),
  23: journeys('objections-codes', '§8-23'),
  24: journeys('objections-import', '§8-24 OO-31', '§8-24 a second run'),
  25: [...journeys('objection-journal', '25: a backup'), ...attacks('failing', 'AT-13: a backup')],
  26: journeys('objection-layers', '26: each place hides by itself', 'all four hide'),
  27: attacks('canaries', 'OO-40: one for each feed', 'OO-40: with every layer broken'),
  28: tried('tests/e2e/refusals.test.ts', 'HZ-03 OO-16'),
  29: tried('tests/properties/whereabouts.property.test.ts', 'AC-22 AT-48 nothing'),
  30: journeys('sensitive', '§8-29 AC-23 the banner', 'AT-49 a letter is withheld'),
  31: { notBuilt: 'The seal of the audit comes with it.' },
  32: { notBuilt: 'The seal of the audit comes with it.' },
  33: { notBuilt: 'The seal of the audit comes with it.' },
  34: { notBuilt: 'The seal of the audit comes with it.' },
  35: { notBuilt: 'The seal of the audit comes with it.' },
  36: tried('tests/chaos/kills.test.ts', 'acknowledges nothing that it does not keep'),
  37: journeys('mllp', 'the same number with others is set aside (RL-05)'),
  38: journeys('mllp', 'bad content of an HL7 message is AA', 'what is no HL7 is refused for good'),
  39: { notBuilt: 'The monitoring of privacy comes with the seal of the audit.' },
  40: attacks('secrets', '40: AT-41: canaries'),
}
