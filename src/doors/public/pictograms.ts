/** Our own simple pictures for the easy-read pages: lines and shapes of one weight, two colours. */
import { type Html, html } from '../page/page.ts'

const dark = '#003087'
const light = '#d0e4f7'

const head = (x: number, y: number, size = 9) =>
  html`<circle cx="${x}" cy="${y}" r="${size}" fill="${light}"/><path d="M${x - 16} ${y + 36}v-8a16 16 0 0 1 32 0v8z" fill="${light}"/>`
const paper = html`<path d="M26 10h32l16 16v64H26z" fill="#fff"/><path d="M58 10v16h16"/>`
const textLines = html`<path d="M36 40h28M36 52h28M36 64h18"/>`
const crossOut = html`<path d="M18 18l64 64" stroke="#d5281b" stroke-width="7"/>`

const pictograms = {
  record: html`${paper}${textLines}`,
  people: html`${head(32, 28)}${head(68, 28)}<path d="M14 84h72"/>`,
  nurse: html`${head(50, 36, 13)}<path d="M34 20h32v8H34z" fill="#fff"/><path d="M50 21v6M47 24h6"/><path d="M40 84v-6h20v6"/>`,
  hospital: html`<path d="M16 88V34h68v54z" fill="${light}"/><path d="M34 34V12h32v22M50 16v14M43 23h14M44 88V68h12v20"/><path d="M26 46h10v10H26zM64 46h10v10H64z" fill="#fff"/>`,
  look: html`<path d="M10 50q40-46 80 0q-40 46-80 0z" fill="${light}"/><circle cx="50" cy="50" r="13" fill="#fff"/><circle cx="50" cy="50" r="5" fill="${dark}"/>`,
  list: html`${paper}<path d="M34 40l4 4 7-8M34 60l4 4 7-8M52 42h14M52 62h14"/>`,
  lock: html`<rect x="24" y="44" width="52" height="42" rx="4" fill="${light}"/><path d="M34 44V32a16 16 0 0 1 32 0v12M50 60v12"/>`,
  hand: html`<path d="M32 54V28a5 5 0 0 1 10 0v18V18a5 5 0 0 1 10 0v28V20a5 5 0 0 1 10 0v28V30a5 5 0 0 1 10 0v34q0 26-22 26q-14 0-21-13L18 62q5-7 14-2z" fill="${light}"/>`,
  hidden: html`${paper}${textLines}${crossOut}`,
  warning: html`<path d="M50 12l42 74H8z" fill="#ffeb3b"/><path d="M50 40v22M50 72v4"/>`,
  telephone: html`<path d="M26 14l14-2 6 20-9 8q6 14 22 22l8-9 20 7-3 14q-10 8-30-2q-24-12-32-38q-4-14 4-20z" fill="${light}"/>`,
  letter: html`<rect x="12" y="26" width="76" height="50" rx="3" fill="${light}"/><path d="M12 30l38 26 38-26"/>`,
  again: html`<path d="M80 36A32 32 0 1 0 82 56M80 14v22H58"/>`,
  child: html`${head(34, 26)}${head(70, 46, 7)}<path d="M14 88h76"/>`,
  question: html`<circle cx="50" cy="50" r="38" fill="${light}"/><path d="M38 40q0-14 13-14t12 12q0 9-12 13v9M51 70v4"/>`,
  clock: html`<circle cx="50" cy="50" r="36" fill="${light}"/><path d="M50 28v24l16 10"/>`,
} as const

export type Pictogram = keyof typeof pictograms
export const pictogramNames = Object.keys(pictograms) as Pictogram[]

/** It stands for no more than the words beside it, which its name says in short. */
export function drawPictogram(name: Pictogram, alt: string): Html {
  return html`<svg class="pictogram" viewBox="0 0 100 100" role="img" aria-label="${alt}" fill="none" stroke="${dark}" stroke-width="4" stroke-linejoin="round" stroke-linecap="round">${pictograms[name]}</svg>`
}
