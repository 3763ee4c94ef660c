import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { checkArrows } from './arrows.ts'
import { checkNames, checkSqlNames } from './names.ts'
import { checkShape } from './shape.ts'
import { parse, type SourceFile, sourceFiles } from './source-files.ts'
import { checkMigrations, checkSqlInCode, migrationTexts } from './sql-ownership.ts'
import { checkTexts, textFiles } from './texts.ts'

function holds(problems: readonly string[]): void {
  if (problems.length > 0) assert.fail(`\n${problems.join('\n')}`)
}

describe('this checkout', () => {
  let files: SourceFile[]
  before(async () => {
    files = await sourceFiles({ tests: true })
  })
  test('imports only along the arrows, through public faces', () => holds(checkArrows(files)))
  test('names a schema in SQL only in its own station', () => holds(checkSqlInCode(files)))
  test('has migrations that keep to their station', () => holds(checkMigrations(migrationTexts())))
  test('has no names that say nothing', () => holds(checkNames(files)))
  test('has no tables or columns that say nothing', () => holds(checkSqlNames(migrationTexts())))
  test('has small files, of the agreed shape', () => holds(checkShape(files)))
  test('names no machine and no registry', async () => holds(checkTexts(await textFiles())))
})

/** The rule speaks about the first text and not about the second. */
function catches(
  check: (files: SourceFile[]) => string[],
  file: string,
  wrong: string,
  right = '',
): void {
  assert.notDeepEqual(check([parse(file, wrong)]), [], `${file} should not say: ${wrong}`)
  assert.deepEqual(check([parse(file, right)]), [])
}

describe('the rules catch', () => {
  test('an arrow that is not in the table', () => {
    const record = 'src/record/read.ts'
    catches(
      checkArrows,
      record,
      "import { decide } from '#access'",
      "import type { Permit } from '#access'",
    )
    catches(checkArrows, record, "import type { User } from '#access'")
    catches(
      checkArrows,
      record,
      "import type { Tx } from '../database/database.ts'",
      "import type { Tx } from '#database'",
    )
    catches(checkArrows, record, "export * from '#journeys'", "export * from './view/index.ts'")
    catches(checkArrows, record, "await import('#main')")
    catches(checkArrows, record, "import { Pool } from 'pg'", "import { z } from 'zod'")
    catches(
      checkArrows,
      'src/doors/mllp/mllp.ts',
      "import '#inbox'",
      "import '../filing/filing.ts'",
    )
    const screen = 'viewer/pages/Record.tsx'
    const contract = '../../src/doors/viewer/contract.ts'
    catches(
      checkArrows,
      screen,
      `import { a } from '${contract}'`,
      `import type { A } from '${contract}'`,
    )
    catches(checkArrows, 'london/send.ts', "import '#doors'", "import '#vocabulary'")
    assert.equal(checkArrows([parse('src/elsewhere/room.ts', 'a()')]).length, 1)
  })
  test("SQL on another station's tables", () => {
    const right = "tx.query('SELECT * FROM record.entry WHERE 1 < 2')"
    catches(checkSqlInCode, 'src/record/read.ts', "tx.query('SELECT 1 FROM identity.link')", right)
    catches(
      checkSqlInCode,
      'src/journeys/a.ts',
      'tx.query(`DELETE FROM $' + '{a} USING inbox.pending`)',
    )
    catches(
      checkSqlInCode,
      'src/audit/a.ts',
      'x(`UPDATE audit.e SET a = (SELECT b FROM record.c)`)',
      'record.entry()',
    )
  })
  test("a migration that touches another station's tables", () => {
    const wrong = { name: '0009-inbox-more.sql', text: '\nALTER TABLE record.entry ADD more int;' }
    assert.equal(checkMigrations([wrong]).length, 1)
    assert.equal(checkMigrations([{ name: '9-more.sql', text: '' }]).length, 1)
    assert.equal(checkMigrations([{ name: '0009-inbox-more.sql', text: 'COMMIT;' }]).length, 1)
    assert.deepEqual(
      checkMigrations([{ ...wrong, text: '-- not record.entry\nTABLE inbox.a' }]),
      [],
    )
  })
  test('a name that says nothing', () => {
    const file = 'src/inbox/queue.ts'
    catches(checkNames, file, 'function parseData() {}', 'const database = event.data')
    catches(checkNames, file, 'const { data: userInfo } = x', 'const { data: bytes } = x')
    catches(checkNames, file, 'interface RequestHandlers {}', 'const base64 = x({ handler: y })')
    catches(
      checkNames,
      file,
      'const f = (baseUrl: string) => 1',
      'interface A { serviceType: string }',
    )
    assert.equal(checkNames([parse('src/inbox/queue-helper.ts', 'a()')]).length, 1)
    assert.equal(checkSqlNames([{ name: 'x', text: 'a int,\nrow_data text -- data' }]).length, 1)
  })
  test('a shape that was not agreed', () => {
    const file = 'src/journeys/open.ts'
    catches(checkShape, file, 'a()\n'.repeat(161), 'a()\n'.repeat(160))
    catches(checkShape, file, "export * from './other.ts'", "export * from './other.ts'\na()")
    catches(checkShape, file, 'export default 1', 'export const a = 1')
    catches(checkShape, file, 'enum A { B }', "type A = 'B'")
    catches(checkShape, file, 'const at = Date.now()', 'const at = new Date(now)')
    catches(checkShape, file, 'const at = new Date()')
    catches(checkShape, file, 'a(Math.random)', 'a(Math.round)')
    catches(checkShape, 'src/doors/door.ts', 'a(process.env.PORT)', 'a(Date.now())')
  })
  test('the name of a machine or a registry', () => {
    const wrong = [`see ${'/ho'}me/ann/x`, `from ${['npmjs', 'org'].join('.')}`]
    for (const text of wrong) assert.equal(checkTexts([{ file: 'a.md', text }]).length, 1)
    assert.deepEqual(checkTexts([{ file: 'a.md', text: 'frame/work/x and src/home/page' }]), [])
  })
})
