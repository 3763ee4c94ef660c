import { drawPage, html } from '../../page/page.ts'
import { signInStyle } from '../sign-in/sign-in-pages.ts'

/** What each rule means for who is turned away; the rest get the general words. */
const meanings: Readonly<Record<string, string>> = {
  'launcher-unknown': 'Records may not be opened from the system that you came from.',
  'launch-token-used': 'This way to the record has been used already.',
  'attempt-unknown': 'It took too long, or your browser did not keep its cookie.',
  'launch-without-patient': 'Your system did not say which patient you have open.',
  'patient-unreadable':
    'The patient that you have open has no NHS number or no date of birth in your system.',
  'person-unknown':
    'The London Care Record knows nobody with the NHS number and the date of birth of the patient ' +
    'that you have open. Check both in your own system.',
  'launch-user-mismatch':
    'Somebody else than you is signed in to the London Care Record in this browser. Sign out there, ' +
    'and open the record again.',
  'launch-organisation-mismatch':
    'You are signed in for another organisation than the one whose system you came from.',
  'launch-without-role':
    'You have no role in which to see records. Ask your registration authority to give you one.',
  'roles-ambiguous': 'Your system did not say in which one role you are working.',
  'assurance-too-low':
    'You need to sign in to your own system with a smartcard, a security key or another way of ' +
    'the same strength.',
  'identity-assurance-too-low': 'Your identity has not been checked to the level that is needed.',
  'user-disabled':
    'You may not use the London Care Record just now. Please ask your privacy officer.',
  'launcher-unavailable': 'Your own system does not answer just now. Please try again.',
}

export function drawLaunchRefusal(
  code: string,
  system: string | undefined,
  demonstration: boolean,
): string {
  return drawPage({
    title: 'The record could not be opened',
    style: signInStyle,
    notice: demonstration ? 'invented people and professionals' : undefined,
    main: html`<h1>The record could not be opened</h1>
<p>${meanings[code] ?? 'What your system said could not be accepted.'}</p>
<p>Go back to ${system ?? 'your own system'} and open the record from there again, or
<a href="/sign-in">sign in to the London Care Record</a> by itself.</p>
<p class="reference">Reference: ${code}</p>`,
  })
}
