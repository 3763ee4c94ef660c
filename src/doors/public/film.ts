/** The film's place, its captions (WebVTT) and its transcript: one script, so that they agree. */
import { type Html, html } from '../page/page.ts'
import type { Film } from './content.ts'
import { publicPath, type Speech } from './speech.ts'

export const captionsPath = `${publicPath}/film.vtt`
export const posterPath = `${publicPath}/film.svg`

/**
 * No film has been made. The element is there without controls, which would lead nowhere; a film
 * is a <source> beside the captions.
 */
export function drawFilm(film: Film, speech: Speech): Html {
  const cues = film.cues.map(
    ({ sees, says }) => html`<dt>${speech.say(sees)}</dt><dd>${speech.say(says)}</dd>`,
  )
  return html`<figure class="film">
<video width="1280" height="720" preload="none" poster="${posterPath}" aria-label="${speech.plain(film.title)}">
<track kind="captions" src="${captionsPath}" srclang="en" label="${film.captions}" default>
</video>
<figcaption>${speech.say(film.toCome)} <a href="${captionsPath}">${speech.say(film.captions)}</a></figcaption>
</figure>
<h2 id="transcript">${speech.say(film.transcript)}</h2>
<dl class="transcript">${cues}</dl>`
}

/** https://www.w3.org/TR/webvtt1/ */
export function drawCaptions({ title, cues }: Film): string {
  const drawn = cues.map(
    ({ from, to, says }, place) => `${place + 1}\n${clock(from)} --> ${clock(to)}\n${says}\n`,
  )
  return `WEBVTT - ${title}\n\n${drawn.join('\n')}`
}

function clock(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `00:${two(Math.floor(seconds / 60))}:${two(seconds % 60)}.000`
}

export function drawPoster({ pictureWords }: Film): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720" role="img" aria-label="${pictureWords}">
<rect width="1280" height="720" fill="#003087"/>
<g fill="none" stroke="#fff" stroke-width="10"><rect x="500" y="190" width="280" height="200" rx="8"/><path d="M500 240h280M500 340h280"/></g>
<path d="M520 206h30v18h-30zM580 206h30v18h-30zM640 206h30v18h-30zM700 206h30v18h-30zM520 356h30v18h-30zM580 356h30v18h-30zM640 356h30v18h-30zM700 356h30v18h-30z" fill="#fff"/>
<text x="640" y="520" fill="#fff" font-family="Arial, sans-serif" font-size="64" font-weight="700" text-anchor="middle">${pictureWords}</text>
</svg>
`
}
