import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { roomOf } from './arrows.ts'
import { isTest, root, type SourceFile, walk } from './source-files.ts'

/** Each station owns the PostgreSQL schema of its name. */
const schemas = [
  'inbox',
  'identity',
  'record',
  'network',
  'access',
  'audit',
  'advice',
  'notice',
  'database',
]

/**
 * What a station publishes for others to name in their SQL, each by a decision record. Keep it
 * short: what is named here can no longer change freely.
 */
const published: Readonly<Record<string, string>> = {
  'audit.granted': 'the gate, for row level security',
  'access.is_objected': 'who said no, for the gate',
  'access.suspended_kinds': 'what the law has lifted, for the gate',
}

const sqlWords =
  /\b(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|FROM|JOIN|COPY|LOCK\s+TABLE|CREATE|ALTER|GRANT)\b/
const schemaNames = new RegExp(`(?<![\\w.'])(?:${schemas.join('|')})\\.[a-z_]+`, 'g')

/** Only files of src/identity may say `identity.` in SQL, and so on. */
export function checkSqlInCode(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, program, lineAt }) => {
      const problems: string[] = []
      walk(program, (node) => {
        let text: string
        if (node.type === 'TemplateLiteral') {
          text = node.quasis.map((part) => part.value.raw).join(' ? ')
        } else if (node.type === 'Literal' && typeof node.value === 'string') text = node.value
        else return
        if (!sqlWords.test(text)) return
        for (const name of foreignNames(text, roomOf(file))) {
          problems.push(
            `${file}:${lineAt(node.start)}: only src/${name.split('.')[0]} says ${name}`,
          )
        }
      })
      return problems
    })
}

function foreignNames(text: string, owner: string): string[] {
  const names = text.match(schemaNames) ?? []
  return names.filter((name) => !name.startsWith(`${owner}.`) && !(name in published))
}

export interface MigrationText {
  readonly name: string
  readonly text: string
}

export function migrationTexts(): MigrationText[] {
  const folder = path.join(root, 'src/database/migrations')
  const names = readdirSync(folder).sort()
  return names.map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))
}

/** The first one makes the schemas themselves. Each later one says its station, and keeps to it. */
export function checkMigrations(migrations: readonly MigrationText[]): string[] {
  const problems: string[] = []
  for (const { name, text } of migrations) {
    const file = `src/database/migrations/${name}`
    const station = /^\d{4}-([a-z]+)-[a-z0-9-]+\.sql$/.exec(name)?.[1] ?? ''
    const first = name.startsWith('0001-')
    if (!first && !schemas.includes(station)) {
      problems.push(`${file}: should be named NNNN-station-what.sql`)
      continue
    }
    for (const [index, line] of withoutComments(text).split('\n').entries()) {
      if (!first) {
        for (const foreign of foreignNames(line, station)) {
          problems.push(`${file}:${index + 1}: a migration of ${station} may not touch ${foreign}`)
        }
      }
      if (/^\s*(?:BEGIN|COMMIT|ROLLBACK)\s*;/.test(line)) {
        problems.push(
          `${file}:${index + 1}: a migration is one transaction, begun and ended for it`,
        )
      }
    }
  }
  return problems
}

/** Lines keep their numbers. */
function withoutComments(sql: string): string {
  return sql
    .replace(/--.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
}
