/**
 * What the senders of a simulated world have to say: short histories of a few invented people, in
 * the order in which each sender would tell them. Every text that belongs to a person bears that
 * person's mark, so that nobody can see under one person what belongs to another.
 */
import { feedNameOf, peek } from '#journeys'
import type { Random } from '../../london/random.ts'
import { appointmentStory, letterStory, resultStory, type Story, visitStory } from './stories.ts'
import { hl7Time, segment } from './writing.ts'

interface Human {
  /** Stands in every name and text of this person. */
  readonly mark: string
  readonly nhs: string
  readonly family: string
  readonly given: string
  readonly born: string
  readonly sex: string
}

/** A sender's number of a person. */
export interface Registered {
  readonly human: Human
  readonly application: string
  readonly facility: string
  readonly mrn: string
  readonly hasNhsNumber: boolean
}

export interface Telling {
  /** Epoch ms: when it happened; no two are the same. */
  readonly at: number
  readonly by: Registered
  /** MSH-9: 'ADT^A01'. */
  readonly type: string
  readonly segments: readonly string[]
  /** The feed that tells it: a laboratory tells by the numbers of its hospital. */
  readonly application: string
  /** Said with characters beyond ASCII, in this character set. */
  readonly charset?: 'UNICODE UTF-8' | '8859/1'
  /** Bears the MSH-10 of the message before it, with other bytes. */
  readonly reusesControl?: boolean
}

export interface Message {
  readonly feed: string
  readonly control: string
  readonly bytes: Buffer
  readonly at: number
}

export interface Workload {
  readonly humans: readonly Human[]
  readonly registered: readonly Registered[]
  /** By sender, in the order in which it sends. */
  readonly feeds: ReadonlyMap<string, readonly Message[]>
  /** Merges that were wrong, by the numbers they joined: an operator will undo them. */
  readonly wrongMerges: readonly { survivor: Registered; retired: Registered }[]
}

const families = ['ADEYEMI', "O'BRIEN", 'MÜLLER', 'NOWAK', 'KHAN', 'OSEI', 'ÇELIK', 'LEE']
/** Verified numbers of the range for tests (999 …). */
const numbers = ['9990000018', '9990000026', '9990000034', '9990000042', '9990000050', '9990000069']

const senders = [
  { application: 'PAS', facility: 'RJZ' },
  { application: 'EPJS', facility: 'RV5' },
  { application: 'EPR', facility: 'RJ2' },
]

/** Stories that a person may have at a sender. A new kind of message begins with a line here. */
const storiesAt: Readonly<Record<string, readonly Story[]>> = {
  PAS: [visitStory, visitStory, appointmentStory, resultStory],
  EPJS: [visitStory, letterStory],
  EPR: [letterStory, visitStory, resultStory],
}

export function workload(random: Random, startsAt: number, personsMax = 4): Workload {
  // People of one age can be taken for each other: their numbers are merged by mistake.
  const births = random.chance(0.5) ? ['19850314'] : ['19850314', '19470105', '20110630']
  const humans = Array.from({ length: random.between(2, personsMax) }, (_, index) =>
    makeHuman(random, index, random.pick(births)),
  )
  const registered: Registered[] = []
  const tellings: Telling[] = []
  const wrongMerges: { survivor: Registered; retired: Registered }[] = []
  let now = startsAt
  /** Each thing happens at a second of its own. */
  const tick = (minutesMax = 90): number => {
    now += random.between(1, minutesMax * 60) * 1_000
    return now
  }
  const register = (human: Human, sender: (typeof senders)[number], hasNhsNumber: boolean) => {
    const mrn = `${100 + registered.length}${human.mark.slice(-1)}`
    const one: Registered = { human, ...sender, mrn, hasNhsNumber }
    registered.push(one)
    return one
  }
  for (const human of humans) {
    for (const sender of random.shuffle(senders).slice(0, random.between(1, 2))) {
      const one = register(human, sender, random.chance(0.8))
      for (const story of random
        .shuffle(storiesAt[sender.application]!)
        .slice(0, random.between(1, 2))) {
        tellings.push(...story(random, one, tick))
      }
      if (sender.application !== 'PAS' || !random.chance(0.5)) continue
      // The same person was registered twice; somebody finds out, sometimes before the rest.
      const twin = register(human, sender, false)
      const told = random.pick(storiesAt.PAS!)(random, twin, tick)
      const merge = merged(one, twin, tick())
      tellings.push(...(random.chance(0.3) ? [merge, ...told] : [...told, merge]))
    }
  }
  const wrong = registered.flatMap((retired) =>
    retired.hasNhsNumber || retired.application !== 'PAS'
      ? []
      : registered
          .filter((one) => one.application === 'PAS' && one.human !== retired.human)
          .filter((one) => one.human.born === retired.human.born)
          .map((survivor) => ({ survivor, retired })),
  )
  if (wrong.length > 0 && random.chance(0.6)) {
    const { survivor, retired } = random.pick(wrong)
    tellings.push(merged(survivor, retired, tick()))
    wrongMerges.push({ survivor, retired })
  }
  return { humans, registered, feeds: messagesOf(tellings, random), wrongMerges }
}

function makeHuman(random: Random, index: number, born: string): Human {
  const mark = `QX${'ABCDEFGH'[index]}`
  return {
    mark,
    nhs: numbers[index]!,
    family: `${random.pick(families)}-${mark}`,
    given: random.pick(['AMA', 'JOSÉ', 'EWA', 'TARIQ']),
    born,
    sex: random.pick(['1', '2']),
  }
}

/** A40: `retired` is from now on known as `survivor` (HL7 v2.4 §3.3.40). */
const merged = (survivor: Registered, retired: Registered, at: number): Telling => ({
  at,
  by: survivor,
  type: 'ADT^A40',
  application: survivor.application,
  segments: [`MRG|${retired.mrn}^^^${retired.facility}^MR`],
})

function messagesOf(tellings: readonly Telling[], random: Random): Map<string, Message[]> {
  const feeds = new Map<string, Message[]>()
  for (const telling of arranged(tellings, random)) {
    const sender = `${telling.application} ${telling.by.facility}`
    const messages = feeds.get(sender) ?? []
    feeds.set(sender, messages)
    const before = messages.at(-1)
    const control =
      telling.reusesControl && before
        ? before.control
        : `${telling.application}${messages.length + 1}`
    const bytes = written(telling, control, random)
    messages.push({ feed: feedNameOf(peek(bytes)), control, bytes, at: telling.at })
  }
  return feeds
}

/** As it happened; some of it told late, as systems with queues of their own do. */
function arranged(tellings: readonly Telling[], random: Random): Telling[] {
  const isLate = new Map(tellings.map((one) => [one, random.chance(0.1) ? 36_000_000 : 0]))
  return [...tellings].sort((a, b) => a.at + isLate.get(a)! - (b.at + isLate.get(b)!))
}

function written(telling: Telling, control: string, random: Random): Buffer {
  const { by, at, type, application, segments } = telling
  const { human } = by
  const charset = telling.charset ?? random.pick(['UNICODE UTF-8', '8859/1'] as const)
  const isPointing = application === 'LAB'
  const nhs = by.hasNhsNumber && !isPointing ? `~${human.nhs}^^^NHS^NH` : ''
  const event = type.split('^')[1]
  const lines = [
    `MSH|^~\\&|${application}|${by.facility}|LCR|LCR|${hl7Time(at)}||${type}|${control}|P|2.4||||||${charset}`,
    ...(type.startsWith('ORU') ? [] : [`EVN|${event}|${hl7Time(at)}||||${hl7Time(at)}`]),
    segment('PID', {
      1: '1',
      3: `${by.mrn}^^^${by.facility}^MR${nhs}`,
      5: `${human.family}^${human.given}^^^^^L`,
      7: human.born,
      8: human.sex,
      11: `12 ${human.mark} ROAD^^LONDON^^SE5 9ZZ^GBR^H`,
      32: nhs && 'NSTS01',
    }),
    ...segments,
    // Nobody understands this; that it came is counted, once for each message.
    ...(random.chance(0.2) ? ['ZAB|1|A'] : []),
  ]
  return Buffer.from(`${lines.join('\r')}\r`, charset === '8859/1' ? 'latin1' : 'utf8')
}
