import type { ESTree } from 'vite'
import { roomOf } from './arrows.ts'
import { isTest, type SourceFile, walk } from './source-files.ts'

const linesMax = { code: 300, journey: 160, test: 600 }

/** The rooms in which the clock, ids and randomness are arguments. */
const withoutClock = new Set([
  'vocabulary',
  'inbox',
  'sources',
  'identity',
  'record',
  'network',
  'access',
  'audit',
  'advice',
  'notice',
  'journeys',
])

/** The only readers of the environment; the database passes the search path on to its server. */
const environmentReaders = new Set(['src/config.ts', 'src/database/embedded-folder.ts'])

export function checkShape(files: readonly SourceFile[]): string[] {
  return files.flatMap((source) => [
    ...checkSize(source),
    ...checkForwarding(source),
    ...checkNodes(source),
  ])
}

function checkSize({ file, lines }: SourceFile): string[] {
  // A public face lists what there is, and tells no story.
  const isJourney = roomOf(file) === 'journeys' && !file.endsWith('/index.ts')
  const kind = isTest(file) ? 'test' : isJourney ? 'journey' : 'code'
  if (lines <= linesMax[kind]) return []
  return [`${file}: ${lines} lines; a ${kind} file has at most ${linesMax[kind]}`]
}

/** A file that only forwards must not exist; a public face does just that. */
function checkForwarding({ file, program }: SourceFile): string[] {
  if (/(?:^|\/)index\.tsx?$/.test(file) || program.body.length === 0) return []
  const forwards = program.body.every(
    (statement) =>
      statement.type === 'ExportAllDeclaration' ||
      (statement.type === 'ExportNamedDeclaration' && statement.source !== null),
  )
  return forwards ? [`${file}: only forwards what other files export`] : []
}

function checkNodes({ file, program, lineAt }: SourceFile): string[] {
  const problems: string[] = []
  walk(program, (node) => {
    const problem = checkNode(file, node)
    if (problem !== undefined) problems.push(`${file}:${lineAt(node.start)}: ${problem}`)
  })
  return problems
}

function checkNode(file: string, node: ESTree.Node): string | undefined {
  switch (node.type) {
    case 'ExportDefaultDeclaration':
      return file.endsWith('.config.ts') ? undefined : 'no default exports'
    case 'TSEnumDeclaration':
      return 'no enum: a union of strings'
    case 'TSModuleDeclaration':
      return node.declare || node.kind === 'global' ? undefined : 'no namespace'
    case 'TSParameterProperty':
      return 'no parameter properties'
    case 'MemberExpression':
    case 'NewExpression':
      return checkOutsideWorld(file, node)
    default:
      return undefined
  }
}

function checkOutsideWorld(
  file: string,
  node: ESTree.MemberExpression | ESTree.NewExpression,
): string | undefined {
  if (isTest(file)) return undefined
  const said = saidBy(node)
  if (said === 'process.env' && !environmentReaders.has(file)) {
    return 'only src/config.ts reads the environment'
  }
  if (withoutClock.has(roomOf(file)) && ['Date.now', 'Math.random', 'new Date()'].includes(said)) {
    return `${said}: the clock and randomness are arguments`
  }
  return undefined
}

function saidBy(node: ESTree.MemberExpression | ESTree.NewExpression): string {
  if (node.type === 'NewExpression') {
    const now = node.callee.type === 'Identifier' && node.arguments.length === 0
    return now ? `new ${(node.callee as { name: string }).name}()` : ''
  }
  if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return ''
  return `${node.object.name}.${node.property.name}`
}
