import { drawPage, html } from '../page/page.ts'
import type { HospitalPatient } from './hospital-system.ts'

const style = '/demonstration/ehr/page.css'
const notice = 'a stand-in for a hospital’s own system; invented people and professionals'

const product = 'A hospital’s own system'

/** 9 May 1971, as the NHS writes dates. */
const showDay = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))

/** The patients of the ward, each with the way to their record. */
export function drawHospital(
  mount: string,
  user: string,
  patients: readonly HospitalPatient[],
): string {
  const rows = patients.map(
    ({ name, birthDate }, place) => html`<li class="patient">
<form method="post" action="${mount}/open">
<input type="hidden" name="patient" value="${place}">
<p><strong>${name}</strong><span class="hint">born ${showDay(birthDate)}</span></p>
<button class="button" type="submit">Open London Care Record<span class="unseen"> of ${name}</span></button>
</form>
</li>
`,
  )
  return drawPage({
    product,
    title: 'Patients of the ward',
    style,
    notice,
    main: html`<h1>Patients of the ward</h1>
<p>You are signed in to this hospital’s system as ${user}. It opens the record of one patient,
and you do not sign in again.</p>
<ul class="patients">
${rows}</ul>`,
  })
}

export function drawNothingInHand(): string {
  return drawPage({
    product,
    title: 'No patient is open',
    style,
    notice,
    main: html`<h1>No patient is open</h1>
<p><a class="button" href="/demonstration/ehr/">Choose one again</a></p>`,
  })
}
