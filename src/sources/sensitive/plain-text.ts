/**
 * Text as it is compared: nothing in how it is written (case, accents, other forms of the same
 * letter, invisible characters, line ends) makes other words of it (AT-23).
 */

const isPlain = /^[\n\x20-\x7e]*$/

export function plainText(text: string): string {
  const folded = isPlain.test(text) ? text : fold(text)
  return folded.toLowerCase()
}

/** Invisible characters join what they divide; others that are not letters part it. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\u0000]/gu, '')
    .replace(/[\p{Cc}\p{Z}\p{Pd}]/gu, ' ')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[^\p{ASCII}]/gu, (letter) => lookalikes[letter] ?? letter)
}

/** The ten digits of a script follow one another. */
function asciiDigit(digit: string): string {
  let from = digit.codePointAt(0) as number
  if (from < 0x80) return digit
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(from - 1))) {
    from -= 1
    value += 1
  }
  return String(value)
}

/** Letters of other scripts that look like Latin ones. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аɑα', 'a'],
    ['АΑ', 'A'],
    ['ВΒ', 'B'],
    ['сϲ', 'c'],
    ['СϹ', 'C'],
    ['еє', 'e'],
    ['ЕΕ', 'E'],
    ['һ', 'h'],
    ['НΗ', 'H'],
    ['іıι', 'i'],
    ['ІΙ', 'I'],
    ['ј', 'j'],
    ['КΚ', 'K'],
    ['МΜ', 'M'],
    ['ΝՆ', 'N'],
    ['оοօ', 'o'],
    ['ОΟ', 'O'],
    ['рρ', 'p'],
    ['РΡ', 'P'],
    ['ѕ', 's'],
    ['Ѕ', 'S'],
    ['ТΤ', 'T'],
    ['υս', 'u'],
    ['ν', 'v'],
    ['ѵ', 'v'],
    ['Ѵ', 'V'],
    ['хχ', 'x'],
    ['ХΧ', 'X'],
    ['уγ', 'y'],
    ['УΥ', 'Y'],
    ['ΖᏃ', 'Z'],
  ].flatMap(([letters, latin]) =>
    [...(letters ?? '')].map((letter) => [letter, latin ?? ''] as const),
  ),
)

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  shy: '',
}

/** HTML as a reader sees its words: marks inside a word do not part it. */
export function withoutMarkup(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<\/?(?:b|i|u|em|strong|span|font|a|sub|sup|small|big|mark|wbr)\b[^<>]*>/gi, '')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (_, hex?: string, decimal?: string) =>
      letterOf(hex ? Number.parseInt(hex, 16) : Number(decimal)),
    )
    .replace(/&(\w+);/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
}

const letterOf = (point: number): string => (point <= 0x10ffff ? String.fromCodePoint(point) : ' ')

/** RTF without its control words; their letters come from code page 1252 or Unicode. */
export function withoutControlWords(rtf: string): string {
  return rtf
    .replace(/\\'([0-9a-f]{2})/gi, (_, hex: string) => letterOf(Number.parseInt(hex, 16)))
    .replace(/\\u(-?\d{1,5}) ?\??/g, (_, point: string) =>
      letterOf((Number(point) + 65_536) % 65_536),
    )
    .replace(/\\(?:par|line|tab|cell|row|page|sect)\b ?/g, ' ')
    .replace(/\\[-~_]/g, (sign) => (sign === '\\~' ? ' ' : ''))
    .replace(/\\\*?[a-z]+-?\d* ?/gi, '')
    .replace(/[{}\r\n]/g, '')
}
