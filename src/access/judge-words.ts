/**
 * Whether what somebody wrote as a reason can be one (LR-09). Errs to letting pass: a wall in an
 * emergency harms, and a privacy officer reads what was written afterwards.
 */

export type WordsVerdict = 'enough' | 'too-short' | 'says-nothing'

const fillers = new Set(
  'a an and are as check checking do for i ignore is it just me my n no of only ok on please record see testing test tests tested tester the this to training trial try trying view we x'.split(
    ' ',
  ),
)
const keyboard =
  /^(?:qwert(?:y(?:u(?:i(?:op?)?)?)?)?|asdf[ghjkl]*|zxcv[bnm]*|abc[a-z]*|lorem|ipsum)$/

export function judgeWords(written: string, charactersMin: number): WordsVerdict {
  if (written.trim().length < charactersMin) return 'too-short'
  const words = plain(written).split(' ').filter(Boolean)
  if (words.length === 0) return 'says-nothing'
  if (words.every((word) => fillers.has(word) || keyboard.test(word))) return 'says-nothing'
  const letters = words.join('')
  // One thing over and over: 'aaaaaaaa', 'blah blah blah', '....'.
  if (new Set(letters).size < 4 || /^(.{1,12}?)\1{2,}.{0,12}$/su.test(letters))
    return 'says-nothing'
  return 'enough'
}

/** The same but for spaces, case and signs: written of one person and of the next. */
export const areSameWords = (one: string, other: string): boolean => plain(one) === plain(other)

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLocaleLowerCase('en-GB')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
