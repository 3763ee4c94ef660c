/** The public pages in other languages: what is translated, what falls back, what is still missing. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { frameWords, pages, textsIn, textsToTranslate } from '../../src/doors/public/content.ts'
import {
  type Language,
  readLanguages,
  translationSheet,
  translations,
} from '../../src/doors/public/languages.ts'
import { openPublicDoor } from './public-pages.ts'

/** Not Arabic: invented words, so that nobody takes a test for a translation. */
const invented = (texts: readonly string[]): Language => ({
  tag: 'ar',
  name: 'العربية',
  english: 'Arabic',
  direction: 'rtl',
  words: Object.fromEntries(texts.map((text) => [text, `§ ${text}`])),
})

describe('the catalogues', () => {
  it('hold every text of today, for translators to fill in, and nothing that is no longer said', () => {
    const texts = textsToTranslate()
    for (const { language, translated, missing, outdated } of translations()) {
      const { tag } = language
      assert.deepEqual(outdated, [], `${tag}: run lcr translations ${tag}`)
      assert.deepEqual(Object.keys(language.words), texts, `${tag}: run lcr translations ${tag}`)
      assert.equal(translated + missing.length, texts.length)
      assert.deepEqual(translationSheet(tag), language)
    }
  })

  it('are there for the languages that London needs most, each by its own name and direction', () => {
    const languages = readLanguages()
    const wanted = 'ar bn es fr gu it pa pl pt ro so ta tr ur zh-Hans'.split(' ')
    assert.deepEqual(languages.map(({ tag }) => tag).sort(), wanted.sort())
    for (const { tag, direction, name, english } of languages) {
      const { language } = new Intl.Locale(tag)
      assert.equal(direction, ['ar', 'ur'].includes(language) ? 'rtl' : 'ltr', tag)
      assert.notEqual(name, english)
    }
  })

  it('keep the marks of a text in what stands for it', () => {
    const marks = (text: string) => (text.match(/\{\w+\}|\]\([^)]*\)/g) ?? []).sort()
    for (const { tag, words } of readLanguages()) {
      for (const [text, translated] of Object.entries(words)) {
        if (translated !== '') assert.deepEqual(marks(translated), marks(text), `${tag}: ${text}`)
      }
    }
  })
})

describe('a page in another language', () => {
  const start = pages.get('')
  assert.ok(start)
  const texts = [...textsIn(frameWords), ...textsIn(start)]
  const almost = texts.filter((text) => text !== 'How it helps you')

  it('is written from right to left where its script is, and marks what is still English', async () => {
    const door = await openPublicDoor({ languages: [invented(almost)] })
    try {
      const text = await door.text('/about/ar')
      assert.match(text, /<html lang="ar" dir="rtl">/)
      assert.match(text, /<title>§ The London Care Record – London Care Record<\/title>/)
      assert.match(text, /<span lang="en-GB" dir="ltr">How it helps you<\/span>/)
      assert.match(text, /§ Some words on this page are still in English\./)
      assert.doesNotMatch(text, /<p><span lang="en-GB"[^>]*>You may get care/)
    } finally {
      await door.close()
    }
  })

  it('is offered only where there is enough of it; others lead to the English page', async () => {
    const door = await openPublicDoor({ languages: [invented(texts)] })
    try {
      const offered = /<a href="\/about\/ar" lang="ar" hreflang="ar" dir="rtl">العربية<\/a>/
      assert.match(await door.text('/about'), offered)
      assert.doesNotMatch(await door.text('/about/questions'), /العربية/)
      assert.equal((await door.get('/about/ar/questions')).status, 404)
      const text = await door.text('/about/ar')
      assert.match(text, /<a href="\/about\/questions"/)
      assert.doesNotMatch(text, /still in English/)
      assert.match(text, /<link rel="alternate" hreflang="en-GB" href="[^"]+\/about">/)
    } finally {
      await door.close()
    }
  })

  it('is not there while nobody has translated it', async () => {
    const door = await openPublicDoor({ languages: readLanguages() })
    try {
      const filled = translations().filter(({ translated }) => translated > 0)
      if (filled.length === 0) assert.doesNotMatch(await door.text('/about'), /hreflang/)
      assert.equal((await door.get('/about/bn/help-for-staff')).status, 404)
    } finally {
      await door.close()
    }
  })

  it('falls back where the English has changed since', async () => {
    const language = invented(texts)
    const before = 'What it was called in an older text'
    const renamed = Object.entries(language.words).map(([text, words]) => [
      text === 'What it is' ? before : text,
      words,
    ])
    const changed = { ...language, words: Object.fromEntries(renamed) }
    const door = await openPublicDoor({ languages: [changed] })
    try {
      assert.match(await door.text('/about/ar'), /<span lang="en-GB" dir="ltr">What it is<\/span>/)
    } finally {
      await door.close()
    }
  })
})
