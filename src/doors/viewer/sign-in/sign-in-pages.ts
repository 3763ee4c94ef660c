import { drawPage, type Html, html } from '../../page/page.ts'
import type { Professional } from '../needs.ts'
import type { Provider } from './providers.ts'

export const signInStyle = '/sign-in/page.css'

const again = html`<p><a class="button" href="/sign-in">Sign in</a></p>`

/** What each rule that turned somebody away means for them; the rest get the general words. */
const meanings: Readonly<Record<string, string>> = {
  'assurance-too-low':
    'You need to sign in with a smartcard, a security key or another way of the same strength.',
  'identity-assurance-too-low': 'Your identity has not been checked to the level that is needed.',
  'role-not-held': 'The role that was chosen is not one that you hold.',
  'roles-ambiguous': 'Your roles could not be told apart. Please ask your registration authority.',
  'organisation-not-theirs':
    'You signed in with one organisation’s account for a role at another organisation.',
  'user-disabled':
    'You may not use the London Care Record just now. Please ask your privacy officer.',
  'launch-user-mismatch':
    'A record was opened from another system for somebody else than you. Close this window, and ' +
    'open the record again from your own system.',
  'sign-in-cancelled': 'You cancelled the sign-in.',
  'attempt-unknown':
    'The sign-in took too long, was started in another tab, or your browser did not keep its ' +
    'cookie. On http://localhost, use Chrome, Edge or Firefox.',
  'provider-unavailable': 'The sign-in service does not answer just now. Please try again.',
}

export function drawRefusal(code: string, demonstration: boolean): string {
  return draw('You could not be signed in', demonstration, [
    html`<h1>You could not be signed in</h1>
<p>${meanings[code] ?? 'The answer of the sign-in service could not be accepted.'}</p>
${again}
<p class="reference">Reference: ${code}</p>`,
  ])
}

export function drawNoRole(demonstration: boolean): string {
  return draw('You have no role', demonstration, [
    html`<h1>You have no role in which to see records</h1>
<p>Your sign-in is valid. To see people’s records you need a role at an organisation that takes
part. Ask your registration authority to give you one.</p>
${again}`,
  ])
}

export function drawSignedOut(demonstration: boolean): string {
  return draw('You are signed out', demonstration, [html`<h1>You are signed out</h1>${again}`])
}

export function drawProviders(providers: readonly Provider[], demonstration: boolean): string {
  const ways = providers.map(
    ({ id, words }) => html`<li><a class="button" href="/sign-in/with/${id}">${words}</a></li>
`,
  )
  return draw('Sign in', demonstration, [
    html`<h1>How do you sign in?</h1>
<p>Choose the way that belongs to the organisation you are working for now.</p>
<ul class="ways">
${ways}</ul>`,
  ])
}

export function drawRoles(choices: readonly Professional[], demonstration: boolean): string {
  const radios = choices.map(
    (choice, place) => html`<div class="choice">
<input type="radio" name="role" id="role-${place}" value="${place}" required
 aria-describedby="role-${place}-hint">
<label for="role-${place}">${choice.organisationName}<span class="hint" id="role-${place}-hint">${choice.roleName}</span></label>
</div>
`,
  )
  return draw('Choose your role', demonstration, [
    html`<form method="post" action="/sign-in/role">
<fieldset>
<legend><h1>In which role are you working now?</h1></legend>
${radios}</fieldset>
<button class="button" type="submit">Continue</button>
</form>`,
  ])
}

function draw(title: string, demonstration: boolean, main: readonly Html[]): string {
  const notice = demonstration ? 'invented people and professionals' : undefined
  return drawPage({ title, style: signInStyle, notice, main: html`${main}` })
}
