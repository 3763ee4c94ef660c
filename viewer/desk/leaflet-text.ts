/** The leaflet as plain text, for an e-mail or a screen reader at home. */
import type { DeskContact } from '../../src/doors/viewer/contract.ts'
import { hiddenFrom, hiddenThings, ifTheyAsk, meaning } from './explanation.ts'
import type { LeafletProps } from './Leaflet.tsx'
import { longDay } from './words.ts'

export const leafletTitle = 'Your record is hidden'

export const changeYourMind =
  'You can change your mind at any time. Tell us, and we make sure that it is you. Then staff who care for you can see your London Care Record again. Some older things may be missing.'

/** What the organisation has not said yet is a gap to be filled in with a pen. */
export function contactLines({ telephone, email, address }: DeskContact): string[] {
  const gap = '…………………………………'
  return [
    `Telephone: ${telephone ?? gap}`,
    `E-mail: ${email ?? gap}`,
    ...(address ? [`Address: ${address}`] : []),
  ]
}

export function leafletText({
  reference,
  recordedAt,
  organisation,
  contact,
}: LeafletProps): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')
  return [
    `London Care Record: ${leafletTitle.toLowerCase()}`,
    `You said no. Your London Care Record has been hidden since ${longDay(recordedAt)}.`,
    `WHAT STAFF WILL NOT SEE\n${list(hiddenThings)}`,
    `WHO WILL NOT SEE IT\n${list(hiddenFrom)}`,
    'WHAT IT MEANS FOR YOU',
    ...meaning.slice(1, -1).map((words) => words.join(' ')),
    `IF YOU CHANGE YOUR MIND\n${changeYourMind}`,
    [
      `You said no at: ${organisation}`,
      `Your reference: ${reference}`,
      ...contactLines(contact),
    ].join('\n'),
    'QUESTIONS',
    ...ifTheyAsk.map((words) => words.join('\n')),
  ].join('\n\n')
}
