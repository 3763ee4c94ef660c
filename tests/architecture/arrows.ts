import path from 'node:path'
import { type Import, isTest, type SourceFile } from './source-files.ts'

const stations = [
  'inbox',
  'sources',
  'identity',
  'record',
  'network',
  'access',
  'audit',
  'advice',
  'notice',
]
const everything = [
  'vocabulary',
  'database',
  ...stations,
  'journeys',
  'doors',
  'config',
  'main',
  'london',
]

/** Which room may import which other: the whole rule set (ARCHITECTURE.md). */
const arrows: Readonly<Record<string, readonly string[]>> = {
  vocabulary: [],
  database: [],
  sources: ['vocabulary'],
  advice: ['vocabulary'],
  inbox: ['vocabulary', 'database'],
  identity: ['vocabulary', 'database'],
  network: ['vocabulary', 'database'],
  access: ['vocabulary', 'database'],
  audit: ['vocabulary', 'database'],
  notice: ['vocabulary', 'database'],
  record: ['vocabulary', 'database'],
  journeys: ['vocabulary', 'database', ...stations],
  doors: ['vocabulary', 'journeys'],
  viewer: [],
  london: ['vocabulary'],
  config: ['vocabulary'],
  main: everything,
  cli: everything,
}

/** Single words that one room may take from another; always types. */
const words: readonly { room: string; from: string; name: string }[] = [
  { room: 'record', from: 'access', name: 'Permit' },
]

/** What builds and starts everything may see all of itself, and the making of the screen. */
const starters = new Set(['main', 'cli'])
const viewerBuild = 'viewer/build.ts'

const viewerContract = 'src/doors/viewer/contract.ts'

/** The room in which a file lies: a folder of src, a file of src, or viewer and london. */
export function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'src' ? second.replace(/\.ts$/, '') : top
}

export function checkArrows(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ file }) => !isTest(file))
    .flatMap((source) => [
      ...(roomOf(source.file) in arrows
        ? []
        : [`${source.file}: the room "${roomOf(source.file)}" is not in the table of arrows`]),
      ...source.imports.flatMap((taken) => {
        const problem = checkImport(source.file, taken)
        return problem === undefined ? [] : [`${source.file}:${taken.line}: ${problem}`]
      }),
    ])
}

function checkImport(file: string, taken: Import): string | undefined {
  const { from } = taken
  if (from.startsWith('.')) return checkRelative(file, taken)
  if (from.startsWith('#')) return checkFace(file, taken)
  if (from === 'pg' && roomOf(file) !== 'database') return 'only src/database imports pg'
  if (from.startsWith('node:test')) return 'only tests import node:test'
  return undefined
}

function checkRelative(file: string, { from, typesOnly }: Import): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), from)
  if (roomOf(file) === 'viewer' && target === viewerContract) {
    return typesOnly ? undefined : 'the screen takes only types from the contract'
  }
  const inside =
    roomOf(target) === roomOf(file) ||
    (starters.has(roomOf(file)) && (starters.has(roomOf(target)) || target === viewerBuild))
  if (!inside) {
    return `"${from}" leaves the room: use its public face, #${roomOf(target)}`
  }
  return /\.(?:tsx?|json|css|scss)$/.test(from) ? undefined : `"${from}" lacks its ending`
}

function checkFace(file: string, taken: Import): string | undefined {
  const room = roomOf(file)
  const target = taken.from.slice(1)
  if (target.includes('/')) return `"${taken.from}" goes deeper than a public face`
  if (target === room && !starters.has(room))
    return `"${taken.from}" is this room: use ./ inside a folder`
  if (file === viewerContract && !taken.typesOnly) return 'the contract holds types only'
  if (arrows[room]?.includes(target)) return undefined
  const word = words.find((one) => one.room === room && one.from === target)
  if (word && taken.typesOnly && taken.names.every((name) => name === word.name)) return undefined
  const allowed = (arrows[room] ?? []).map((one) => `#${one}`).join(', ') || 'nothing'
  return `${room} may not import "${taken.from}" (it may import ${allowed})`
}
