import { drawPage, html } from '../page/page.ts'
import { describe, professionals } from './professionals.ts'

/** The page on which one chooses who to be; without an interaction it says to start again. */
export function drawChoice(mount: string, interaction?: string, notChosen = false): string {
  return drawPage({
    title: interaction ? 'Choose a professional' : 'This page is no longer valid',
    style: `${mount}/page.css`,
    notice: 'invented people and professionals',
    main: interaction ? choice(`${mount}/choose/${interaction}`, notChosen) : startAgain,
  })
}

const startAgain = html`<h1>This page is no longer valid</h1>
<p>It was left open too long, or was opened in another browser.</p>
<p><a class="button" href="/sign-in">Start again</a></p>`

function choice(action: string, notChosen: boolean) {
  const radios = professionals.map(
    ({ login, name, ...rest }) => html`<div class="choice">
<input type="radio" name="professional" id="${login}" value="${login}" required
 aria-describedby="${login}-hint">
<label for="${login}">${name}<span class="hint" id="${login}-hint">${describe({ login, name, ...rest })}</span></label>
</div>
`,
  )
  return html`${notChosen ? html`<p class="error" role="alert">Choose a professional</p>` : undefined}
<form method="post" action="${action}">
<fieldset>
<legend><h1>Who do you want to sign in as?</h1></legend>
${radios}</fieldset>
<button class="button" type="submit">Continue</button>
</form>`
}
