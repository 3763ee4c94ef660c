/** The public pages over real HTTP: what they say, and what they do not do. */
import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { standingPolicy } from '#access'
import { sectionNames } from '#vocabulary'
import { pages, placeWords, textsIn } from '../../src/doors/public/content.ts'
import type { SuspensionNotice } from '../../src/doors/public/needs.ts'
import { readParticulars } from '../../src/doors/public/particulars.ts'
import { openPublicDoor } from './public-pages.ts'
import { gradeOf } from './reading-age.ts'

type Door = Awaited<ReturnType<typeof openPublicDoor>>

const paths = [...pages.keys()].map((slug) => (slug === '' ? '/about' : `/about/${slug}`))

describe('the public pages', () => {
  let door: Door
  before(async () => {
    door = await openPublicDoor()
  })
  after(() => door.close())

  it('set no cookie, run no script, may be kept, and are small', async () => {
    for (const each of paths) {
      const answer = await door.get(each)
      const text = await answer.text()
      assert.equal(answer.status, 200, each)
      assert.equal(answer.headers.get('set-cookie'), null, each)
      assert.match(answer.headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
      const policy = answer.headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none'/)
      assert.doesNotMatch(policy, /script-src|unsafe/)
      assert.doesNotMatch(text, /<script|<form|\son[a-z]+=|\sstyle=|javascript:/, each)
      assert.doesNotMatch(text, /(?:src|href)="https?:[^"]*\.(?:css|js|png|woff2?)"/, each)
      assert.ok(Buffer.byteLength(text) < 100_000, `${each}: ${Buffer.byteLength(text)} bytes`)
    }
  })

  it('say who has it already that it has not changed', async () => {
    const first = await door.get('/about/your-choices')
    const etag = first.headers.get('etag') ?? ''
    const again = await door.get('/about/your-choices', { 'if-none-match': `W/${etag}` })
    assert.equal(again.status, 304)
    assert.equal((await door.get('/about/questions', { 'if-none-match': etag })).status, 200)
  })

  it('RG-10 have a language, one main heading, headings in order and ids used once', async () => {
    for (const each of paths) {
      const text = await door.text(each)
      assert.match(text, /<html lang="en-GB" dir="ltr">/)
      const levels = [...text.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
      assert.equal(levels.filter((level) => level === 1).length, 1, each)
      for (const [n, level] of levels.entries()) {
        assert.ok(level <= (levels[n - 1] ?? 0) + 1, `${each}: h${level} after h${levels[n - 1]}`)
      }
      const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
      assert.equal(new Set(ids).size, ids.length, `${each}: ${ids}`)
    }
  })

  it('lead nowhere that is not there', async () => {
    const known = new Map<string, string>()
    for (const each of paths) known.set(each, await door.text(each))
    for (const [from, text] of known) {
      for (const [, href = ''] of text.matchAll(/<a [^>]*href="([^"]+)"/g)) {
        if (/^(?:https:|mailto:|tel:)/.test(href) || href === '/') continue
        const [to, anchor] = href.split('#')
        const target = to === '' ? text : (known.get(to as string) ?? (await door.text(href)))
        assert.doesNotMatch(target, /We cannot find that page/, `${from} → ${href}`)
        if (anchor) assert.ok(target.includes(` id="${anchor}"`), `${from} → ${href}`)
      }
    }
  })

  it('tell that earlier objections are honoured, and what no means in an emergency', async () => {
    for (const each of ['your-choices', 'questions', 'leaflet', 'leaflet-large-print']) {
      const text = await door.text(`/about/${each}`)
      assert.match(text, /Connect Care/, each)
      assert.match(text, /Your no still counts/, each)
      assert.match(text, /even if you cannot speak|even in an emergency/, each)
    }
  })

  it('answer what is asked most, of the public and of staff', () => {
    const answered = (slug: 'questions' | 'help-for-staff') =>
      pages.get(slug)?.blocks.flatMap((block) => ('question' in block ? [block.id] : []))
    const ofPublic =
      'what-is-it why new-facts who-shares who-has-joined who-can-look not-for-others council see-my-own copy safe outside-london new-to-area say-no what-if-no connect-care other-opt-outs unconscious children carer wrong'
    const ofStaff =
      'what correct-use get-in who change secure up-to-date missing not-working out-of-hours own-data into-our-system print objects opt-outs summary-care-record audit own-record'
    assert.deepEqual(answered('questions'), ofPublic.split(' '))
    assert.deepEqual(answered('help-for-staff'), ofStaff.split(' '))
  })

  it('show a gap where nothing is known, and invent nothing', async () => {
    const gaps = (text: string) => text.match(/<mark class="gap"/g)?.length ?? 0
    assert.ok(gaps(await door.text('/about/privacy')) >= 6)
    const folder = await mkdtemp(path.join(tmpdir(), 'particulars-'))
    const file = path.join(folder, 'particulars.json')
    const said = { organisation: 'Example <Trust>', objectionsTelephone: '020 7946 0000' }
    await writeFile(file, JSON.stringify(said))
    const filled = await openPublicDoor({ particulars: await readParticulars(file) })
    try {
      assert.match(await filled.text('/about'), /run by Example &lt;Trust&gt;\./)
      assert.match(await filled.text('/about/your-choices'), /href="tel:02079460000"/)
    } finally {
      await filled.close()
    }
    await writeFile(file, JSON.stringify({ objectionsEmail: 'nobody' }))
    await assert.rejects(readParticulars(file), /LCR_PUBLIC_PARTICULARS_FILE: objectionsEmail/)
  })

  it('have words for every section and every relationship of the policy', () => {
    assert.deepEqual(Object.keys(placeWords.sections).sort(), [...sectionNames].sort())
    const kinds = Object.keys(standingPolicy.windows)
    assert.deepEqual(Object.keys(placeWords.relationships).sort(), kinds.sort())
  })

  it('say of a page that is not there, in the same dress, that it is not', async () => {
    const answer = await door.get('/about/elsewhere')
    assert.equal(answer.status, 404)
    const text = await answer.text()
    assert.match(text, /<h1>We cannot find that page<\/h1>/)
    assert.match(text, /<link rel="stylesheet" href="\/about\/public.css">/)
    assert.doesNotMatch(text, /elsewhere/)
    assert.match(await door.text('/about/'), /<h1>The London Care Record<\/h1>/)
  })

  it('tell machines where to look, and nothing of the record', async () => {
    assert.match(await door.text('/robots.txt'), /Allow: \/about\nDisallow: \/\n/)
    const map = await door.text('/sitemap.xml')
    for (const each of paths) assert.ok(map.includes(`<loc>${door.origin}${each}</loc>`), each)
    assert.match(await door.text('/about/film.vtt'), /^WEBVTT[^\n]*\n\n1\n00:00:00\.000 --> /)
  })

  it('have a security.txt while there is a contact that holds (RFC 9116)', async () => {
    assert.equal((await door.get('/.well-known/security.txt')).status, 404)
    const securityContact = 'mailto:security@example.nhs.uk'
    const until = async (securityExpires: string) => {
      const one = await openPublicDoor({ particulars: { securityContact, securityExpires } })
      const answer = await one.get('/.well-known/security.txt')
      await one.close()
      return answer.status === 200 ? answer.text() : answer.status
    }
    const text = await until('2027-06-01T00:00:00Z')
    assert.match(String(text), /^Contact: mailto:.+\nExpires: 2027-06-01T00:00:00\.000Z\n/)
    assert.equal(await until('2026-11-01T00:00:00Z'), 404)
  })
})

describe('RG-12 the words of the public pages', () => {
  it('are measured by a formula that gives what is published of it', () => {
    const known =
      'The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.'
    assert.ok(Math.abs(gradeOf([known]) - 11.3) < 0.1)
    assert.ok(gradeOf(['The cat sat on the mat.']) < 0)
  })

  for (const [slug, page] of pages) {
    it(`can be read at ${page.grade + 5} years: ${slug || 'the first page'}`, () => {
      const grade = gradeOf(textsIn(page))
      assert.ok(grade <= page.grade, `grade ${grade.toFixed(1)}`)
      if (page.grade > 4) assert.ok(page.harderBecause, 'says why it asks for more')
    })
  }
})

describe('a suspension by law', () => {
  const suspension: SuspensionNotice = {
    notice: 'Staff in A&E may look <until the flood is over>.',
    instrument: 'The Example Regulations 2026',
    kinds: ['emergency'],
    untilAt: Date.parse('2026-12-24T00:00:00Z'),
  }

  it('is told on every page while it runs, and no longer', async () => {
    let now = Date.parse('2026-11-22T12:00:00Z')
    const journeys = { currentSuspension: async () => suspension }
    const door = await openPublicDoor({ journeys, clock: { now: () => now } })
    try {
      for (const each of paths.filter((one) => !one.endsWith('/notice'))) {
        assert.match(await door.text(each), /href="\/about\/notice">Read what this means/, each)
      }
      const notice = await door.text('/about/notice')
      assert.match(notice, /Staff in A&amp;E may look &lt;until the flood is over&gt;\./)
      assert.match(notice, /The Example Regulations 2026/)
      assert.match(notice, /24 December 2026/)
      assert.match(notice, /You come to their A&amp;E/)
      assert.doesNotMatch(notice, /You stay in their hospital/)
      now = suspension.untilAt
      assert.doesNotMatch(await door.text('/about'), /Read what this means/)
      assert.match(await door.text('/about/notice'), /No such law is in use today/)
    } finally {
      await door.close()
    }
  })

  it('pages stay as they were while the database does not answer, and say what they do not know', async () => {
    let now = Date.parse('2026-11-22T12:00:00Z')
    let isAway = true
    const faults: unknown[] = []
    const ask = async <T>(answer: T) => {
      if (isAway) throw new Error('away')
      return answer
    }
    const none = { organisations: [], notYet: 0 }
    const door = await openPublicDoor({
      journeys: { whoShares: () => ask(none), currentSuspension: () => ask(suspension) },
      clock: { now: () => now },
      onFault: (fault) => faults.push(fault),
    })
    try {
      assert.match(await door.text('/about/who-shares'), /We cannot show the list just now/)
      assert.match(await door.text('/about/notice'), /We cannot check this just now/)
      assert.equal(faults.length, 2)
      isAway = false
      now += 60_000
      assert.match(await door.text('/about/who-shares'), /No one shares anything yet/)
      isAway = true
      now += 60_000
      assert.match(await door.text('/about'), /Read what this means/)
    } finally {
      await door.close()
    }
  })
})
