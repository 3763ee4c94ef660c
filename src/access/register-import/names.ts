/** Names as they are compared: whether two ways of writing one can mean the same human being. */

/** Letters that have no mark to take off. */
const plainLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
}

/** O'Neil, ONEIL and O’Neil are one; so are Søren and SOREN. */
export function folded(name: string | undefined): string {
  return (name ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}]/gu, '')
}

/** The first of several given names, without a title before it. */
export function foldedGiven(names: string | undefined): string {
  const words = (names ?? '').trim().split(/[\s,]+/)
  const titles = /^(?:mr|mrs|ms|miss|mx|dr|prof|master|sir|dame|rev)\.?$/i
  return folded(words.find((word) => folded(word) !== '' && !titles.test(word)))
}

/** 'SMITH, John', or 'John SMITH': the last word is then the family's. */
export function splitName(name: string): { family: string; given: string } {
  const comma = name.indexOf(',')
  if (comma >= 0)
    return { family: name.slice(0, comma).trim(), given: name.slice(comma + 1).trim() }
  const words = name.trim().split(/\s+/)
  return { family: words.at(-1) ?? '', given: words.slice(0, -1).join(' ') }
}

/** 'Alex' may stand for 'Alexander'. */
const shortenedLettersMin = 3

/** `initial` where it is an initial, or is missing altogether: it may be somebody else. */
export function agreeGiven(one: string, other: string): 'same' | 'initial' | 'differs' {
  if (one === other) return one === '' ? 'initial' : 'same'
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one]
  if (!longer.startsWith(shorter)) return 'differs'
  if (shorter.length >= shortenedLettersMin) return 'same'
  return shorter.length <= 1 ? 'initial' : 'differs'
}
