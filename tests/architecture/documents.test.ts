import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { renderConfiguration } from '#config'
import { root } from './source-files.ts'
import { textFiles } from './texts.ts'

test('the page about configuration is what config.ts makes of itself', (t) => {
  const page = path.join(root, 'docs/operations/configuration.md')
  if (!existsSync(page)) return t.skip('it has not been written yet')
  assert.equal(readFileSync(page, 'utf8').trim(), renderConfiguration().trim())
})

test('links between documents lead somewhere', async () => {
  const broken: string[] = []
  for (const { file, text } of await textFiles()) {
    if (!file.endsWith('.md')) continue
    const withoutCode = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
    for (const [, target = ''] of withoutCode.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      if (!existsSync(path.join(root, path.dirname(file), target))) {
        broken.push(`${file}: ${target}`)
      }
    }
  }
  assert.deepEqual(broken, [])
})
