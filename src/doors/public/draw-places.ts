/** The parts of pages that are drawn from what is true now: who shares, why staff may look. */
import type { Sharer } from '#journeys'
import { type Html, html } from '../page/page.ts'
import { filmWords, frameWords, placeWords } from './content.ts'
import { drawTableOf, type Places } from './draw-blocks.ts'
import type { Facts } from './facts.ts'
import { drawFilm } from './film.ts'
import type { Window } from './needs.ts'
import type { Speech } from './speech.ts'

interface PlaceNeeds {
  readonly facts: Facts
  readonly windows: Readonly<Record<string, Window>>
  /** The languages in which this page can be read, as links. */
  readonly languages: Html
}

export function placesOf(speech: Speech, { facts, windows, languages }: PlaceNeeds): Places {
  return {
    shared: () => drawSharing(facts, speech),
    sharers: () => drawNames(facts.sharing?.organisations ?? [], speech),
    relationships: () => drawWindows(windows, speech),
    film: () => drawFilm(filmWords, speech),
    suspension: () => drawSuspension(facts, speech),
    formats: () => drawFormats(speech),
    languages: () => languages,
    turn: () => html`<div class="turn"></div>`,
  }
}

/** Longer lists of names are folded up, so that a page stays one that can be read on a phone. */
const namesShownMax = 12

function drawSharing({ sharing, asOf }: Facts, speech: Speech): Html {
  const words = placeWords.shared
  if (!sharing) return html`<p>${speech.say(words.unknown)}</p>`
  const { organisations, notYet } = sharing
  if (organisations.length === 0) return html`<p>${speech.say(words.nobody)}</p>`
  const kinds = Object.keys(placeWords.kinds).flatMap((kind) => {
    const ofKind = organisations.filter((one) => one.kind === kind)
    return ofKind.length === 0 ? [] : [drawKind(kind, ofKind, speech)]
  })
  const more = notYet > 0 && html`<p>${speech.say(words.notYet, { count: notYet })}</p>`
  return html`<p class="as-of">${speech.say(words.asOf, { day: speech.day(asOf) })}</p>
${kinds}${more || undefined}`
}

/** Organisations that share the same stand together: a thousand practices share alike. */
function drawKind(kind: string, organisations: readonly Sharer[], speech: Speech): Html {
  const groups = Map.groupBy(organisations, (one) => one.sections.join())
  const rows = [...groups.values()].map((alike) => [
    drawNames(alike, speech),
    html`<ul>${(alike[0]?.sections ?? []).map(
      (section) => html`<li>${speech.say(placeWords.sections[section] ?? section)}</li>`,
    )}</ul>`,
  ])
  const title = placeWords.kinds[kind] ?? kind
  const { caption, organisation, shares } = placeWords.shared
  return html`<div class="by-kind"><h3>${speech.say(title)}</h3>
${drawTableOf(speech.say(caption, { kind: speech.plain(title) }), [organisation, shares], rows, speech)}
</div>`
}

function drawNames(organisations: readonly Sharer[], speech: Speech): Html {
  const { silent, several } = placeWords.shared
  const names = organisations.map(({ name, silentSince }) => {
    const late =
      silentSince !== undefined &&
      html` <span class="late">${speech.say(silent, { day: speech.day(silentSince) })}</span>`
    return html`<li>${name}${late || undefined}</li>`
  })
  const list = html`<ul class="names" lang="en-GB" dir="ltr">${names}</ul>`
  if (names.length <= namesShownMax) return list
  const count = speech.say(several, { count: names.length })
  return html`<details><summary>${count}</summary>${list}</details>`
}

function drawWindows(windows: Readonly<Record<string, Window>>, speech: Speech): Html {
  const words = placeWords.windows
  const known = Object.entries(placeWords.relationships).flatMap(([kind, why]) => {
    const window = windows[kind]
    return window ? [[speech.say(why), drawWindow(window, speech)]] : []
  })
  return drawTableOf(speech.say(words.caption), [words.why, words.when], known, speech)
}

function drawWindow(window: Window, speech: Speech): Html {
  const { during, after, around, open } = placeWords.windows
  const { beforeDays, afterDays, afterHours, openDaysMax } = window
  const values = {
    before: speech.time(beforeDays, 'day'),
    after: afterDays ? speech.time(afterDays, 'day') : speech.time(afterHours ?? 0, 'hour'),
    most: speech.time(openDaysMax ?? 0, 'day'),
  }
  if (beforeDays > 0) return speech.say(around, values)
  const when = speech.say(afterDays || afterHours ? after : during, values)
  return openDaysMax === undefined ? when : html`${when} ${speech.say(open, values)}`
}

function drawSuspension({ suspension, suspensionKnown }: Facts, speech: Speech): Html {
  const words = placeWords.suspension
  if (!suspensionKnown) return html`<p>${speech.say(words.unknown)}</p>`
  if (!suspension) return html`<p>${speech.say(words.none)}</p>`
  const { notice, instrument, kinds, untilAt } = suspension
  const links = Object.entries(placeWords.relationships).filter(([kind]) => kinds.includes(kind))
  return html`<div class="warning" id="notice"><h3>${speech.say(frameWords.suspended)}</h3>
<p lang="en-GB" dir="ltr">${notice}</p>
<p>${speech.say(words.law, { instrument })}</p>
<p>${speech.say(words.kinds)}</p>
<ul>${links.map(([, words]) => html`<li>${speech.say(words)}</li>`)}</ul>
<p>${speech.say(words.until, { day: speech.day(untilAt) })}</p></div>`
}

function drawFormats(speech: Speech): Html {
  const links = Object.entries(frameWords.formats).map(
    ([slug, words]) => html`<li><a href="${speech.path(slug)}">${speech.say(words)}</a></li>`,
  )
  return html`<ul>${links}</ul>`
}
