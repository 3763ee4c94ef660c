/** Draws the parts of a page from its words. Headings, lists and tables; no script, no inline style. */
import { type Html, html } from '../page/page.ts'
import type { Block } from './content.ts'
import { drawPictogram } from './pictograms.ts'
import type { Speech } from './speech.ts'

type Place = Extract<Block, { place: string }>['place']
export type Places = Readonly<Record<Place, () => Html>>

export function drawBlocks(blocks: readonly Block[], speech: Speech, places: Places): Html {
  return html`${blocks.map((block) => html`${drawBlock(block, speech, places)}\n`)}`
}

function drawBlock(block: Block, speech: Speech, places: Places): Html {
  const say = (text: string) => speech.say(text)
  const paragraphs = (texts: readonly string[]) => texts.map((text) => html`<p>${say(text)}</p>`)
  if ('place' in block) return places[block.place]()
  if ('h2' in block) return html`<h2 id="${block.id ?? anchorOf(block.h2)}">${say(block.h2)}</h2>`
  if ('h3' in block) return html`<h3>${say(block.h3)}</h3>`
  if ('p' in block) return html`<p>${say(block.p)}</p>`
  if ('list' in block) return drawList('ul', block.list, speech)
  if ('steps' in block) return drawList('ol', block.steps, speech)
  if ('inset' in block) return html`<div class="inset">${paragraphs(block.inset)}</div>`
  if ('warning' in block) {
    return html`<div class="warning"><h3>${say(block.warning)}</h3>${paragraphs(block.words)}</div>`
  }
  if ('question' in block) {
    const answer = block.answer.map((part) =>
      typeof part === 'string' ? html`<p>${say(part)}</p>` : drawList('ul', part, speech),
    )
    return html`<h3 id="${block.id}">${say(block.question)}</h3>${answer}`
  }
  if ('caption' in block) return drawTable(block, speech)
  if ('cards' in block) {
    const cards = block.cards.map(
      ({ to, title, words }) =>
        html`<li class="card"><h2><a href="${speech.path(to)}">${say(title)}</a></h2><p>${say(words)}</p></li>`,
    )
    return html`<ul class="cards">${cards}</ul>`
  }
  const lines = block.lines.map((text) => html`<p>${say(text)}</p>`)
  return html`<div class="easy">${drawPictogram(block.picture, speech.plain(block.alt))}<div>${lines}</div></div>`
}

function drawList(kind: 'ul' | 'ol', texts: readonly string[], speech: Speech): Html {
  const items = texts.map((text) => html`<li>${speech.say(text)}</li>`)
  return kind === 'ul' ? html`<ul>${items}</ul>` : html`<ol>${items}</ol>`
}

interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

function drawTable({ caption, head, rows }: Table, speech: Speech): Html {
  const cells = rows.map((row) => row.map((text) => speech.say(text)))
  return drawTableOf(speech.say(caption), head, cells, speech)
}

/**
 * On a phone each row stands as a block with its headings beside the cells; the roles are written
 * because a table that is drawn as blocks is no table to a screen reader any more.
 */
export function drawTableOf(
  caption: Html,
  head: readonly string[],
  rows: readonly (readonly Html[])[],
  speech: Speech,
): Html {
  const heads = head.map(
    (text) => html`<th role="columnheader" scope="col">${speech.say(text)}</th>`,
  )
  const drawn = rows.map((row) => {
    const cells = row.map((cell, place) => {
      const label = html`<span class="cell-head" aria-hidden="true">${speech.say(head[place] ?? '')}</span>`
      return place === 0
        ? html`<th role="rowheader" scope="row">${cell}</th>`
        : html`<td role="cell">${label}<div>${cell}</div></td>`
    })
    return html`<tr role="row">${cells}</tr>`
  })
  return html`<table role="table"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${drawn}</tbody></table>`
}

export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
