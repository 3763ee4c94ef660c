/** The project's own files, parsed, as the architecture tests look at them. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'
import { type ESTree, parseSync } from 'vite'

export const root = path.resolve(import.meta.dirname, '..', '..')

type Node = ESTree.Node

export interface Import {
  readonly from: string
  /** The names taken, as the other file calls them; '*' for all, none for a bare import. */
  readonly names: readonly string[]
  readonly typesOnly: boolean
  readonly line: number
}

export interface SourceFile {
  /** From the root of the checkout, with slashes. */
  readonly file: string
  readonly text: string
  readonly lines: number
  readonly program: ESTree.Program
  readonly imports: readonly Import[]
  lineAt(offset: number): number
}

const codePatterns = ['src', 'viewer', 'london', 'tests'].map((top) => `${top}/**/*.{ts,tsx}`)

/** What runs in production; or all code, with the tests and what they stand on. */
export async function sourceFiles({ tests = false } = {}): Promise<SourceFile[]> {
  const files: string[] = []
  for await (const file of glob(codePatterns, { cwd: root })) {
    if (tests || !isTest(file)) files.push(file)
  }
  return files.sort().map((file) => parse(file, readFileSync(path.join(root, file), 'utf8')))
}

export function isTest(file: string): boolean {
  return file.startsWith('tests/') || /\.test\.tsx?$/.test(file)
}

export function parse(file: string, text: string): SourceFile {
  const { program, errors } = parseSync(file, text, { astType: 'ts' })
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const lines = text.trimEnd().split('\n').length
  return { file, text, lines, program, imports: importsOf(program, lineAt), lineAt }
}

/** Calls `visit` with each node, its parent and the property by which the parent holds it. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined, key: string) => void,
  parent?: Node,
  key = '',
): void {
  visit(node, parent, key)
  for (const [property, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') walk(child as Node, visit, node, property)
    }
  }
}

function importsOf(program: ESTree.Program, lineAt: (offset: number) => number): Import[] {
  const imports: Import[] = []
  const add = (node: Node, from: unknown, names: string[], typesOnly: boolean) => {
    if (typeof from === 'string') imports.push({ from, names, typesOnly, line: lineAt(node.start) })
  }
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration') {
      const types = node.specifiers.every(
        (one) => one.type === 'ImportSpecifier' && one.importKind === 'type',
      )
      const typesOnly = node.importKind === 'type' || (node.specifiers.length > 0 && types)
      add(node, node.source.value, node.specifiers.map(importedName), typesOnly)
    } else if (node.type === 'ExportNamedDeclaration' && node.source) {
      const names = node.specifiers.map((one) => nameOf(one.local))
      const types = node.specifiers.every((one) => one.exportKind === 'type')
      add(node, node.source.value, names, node.exportKind === 'type' || types)
    } else if (node.type === 'ExportAllDeclaration') {
      add(node, node.source.value, ['*'], node.exportKind === 'type')
    } else if (node.type === 'ImportExpression' && node.source.type === 'Literal') {
      add(node, node.source.value, ['*'], false)
    } else if (node.type === 'TSImportType') {
      add(node, node.source.value, ['*'], true)
    }
  })
  return imports
}

function importedName(one: ESTree.ImportDeclarationSpecifier): string {
  if (one.type === 'ImportSpecifier') return nameOf(one.imported)
  return one.type === 'ImportDefaultSpecifier' ? 'default' : '*'
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}
