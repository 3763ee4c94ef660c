import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'
import { root } from './source-files.ts'

export interface TextFile {
  readonly file: string
  readonly text: string
}

const outside = /(?:^|\/)(?:node_modules|\.git|dist|data|\.cache|shots)(?:\/|$)/
const endings = 'ts,tsx,js,json,md,sql,css,scss,html,yml,yaml,txt,hl7,xml,sh'

/** Whatever is written by people: code, documents, settings, samples. */
export async function textFiles(): Promise<TextFile[]> {
  const patterns = [`**/*.{${endings}}`, '.ci/*', 'lcr']
  const exclude = (file: string) => outside.test(file)
  const files: TextFile[] = []
  for await (const file of glob(patterns, { cwd: root, exclude })) {
    if (outside.test(file) || file === 'package-lock.json') continue
    files.push({ file, text: readFileSync(path.join(root, file), 'utf8') })
  }
  return files
}

/** Written in parts, so that this file does not say what it forbids. */
const rules: readonly { pattern: RegExp; words: string }[] = [
  {
    pattern: new RegExp(
      `(?<![\\w.-])/(?:${['work/', 'root/', 'home/[a-z]', 'Users/[A-Z]'].join('|')})`,
      'i',
    ),
    words: 'names a folder of one machine',
  },
  {
    pattern: new RegExp(
      [
        'registry\\.npm',
        'npmjs\\.org',
        'yarnpkg\\.com',
        'deb\\.debian',
        'archive\\.ubuntu',
        'pypi\\.org',
        'docker\\.io/',
      ].join('|'),
    ),
    words: 'names the host of a package registry',
  },
]

export function checkTexts(files: readonly TextFile[]): string[] {
  const problems: string[] = []
  for (const { file, text } of files) {
    for (const [index, line] of text.split('\n').entries()) {
      for (const { pattern, words } of rules) {
        if (pattern.test(line)) problems.push(`${file}:${index + 1}: ${words}`)
      }
    }
  }
  return problems
}
