import type { ESTree } from 'vite'
import { type SourceFile, walk } from './source-files.ts'
import type { MigrationText } from './sql-ownership.ts'

const forbidden = new Set(
  'util helper common shared misc manager handler service repository controller dto base impl data info'.split(
    ' ',
  ),
)

/** Words that are somebody else's, exactly as they stand there. */
const allowed: Readonly<Record<string, string>> = {
  ServiceRequest: 'FHIR resource',
  HealthcareService: 'FHIR resource',
  serviceRequest: 'FHIR ServiceRequest',
  serviceProvider: 'FHIR Encounter.serviceProvider',
  serviceType: 'FHIR Encounter.serviceType, Appointment.serviceType',
  serviceCategory: 'FHIR Appointment.serviceCategory',
  valueSampledData: 'FHIR Observation.value[x]',
  hospitalService: 'HL7 v2 PV1-10 Hospital Service',
  universalService: 'HL7 v2 OBR-4 Universal Service Identifier',
  dataFolder: 'the option --data-folder, as operators call it',
  dataFolderOf: 'the same',
  careManager: 'a profession in social care',
  userinfo: 'OpenID Connect',
}

/** The same, only as members of types that describe what others send. */
const allowedMembers: Readonly<Record<string, string>> = {
  data: 'FHIR Attachment.data, Binary.data',
}

/** The parts of a name: camelCase, PascalCase, kebab-case or snake_case. */
function partsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
}

function forbiddenPart(name: string): string | undefined {
  return partsOf(name).find((part) => forbidden.has(part) || forbidden.has(part.replace(/s$/, '')))
}

/** Names that this project gives: to files, and to what it declares. Not those that it uses. */
export function checkNames(files: readonly SourceFile[]): string[] {
  const problems: string[] = []
  for (const { file, program, lineAt } of files) {
    const part = forbiddenPart(file)
    if (part !== undefined) problems.push(`${file}: "${part}" says nothing in a file name`)
    walk(program, (node, parent, key) => {
      const name = declaredName(node, parent, key)
      const found = name === undefined || name in allowed ? undefined : forbiddenPart(name)
      if (found === undefined) return
      problems.push(`${file}:${lineAt(node.start)}: "${name}" says nothing by "${found}"`)
    })
  }
  return problems
}

/** Where a name is given: a kind of syntax, and by which of its properties. */
const declaringKeys: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ['id'],
  FunctionDeclaration: ['id', 'params'],
  FunctionExpression: ['id', 'params'],
  ArrowFunctionExpression: ['params'],
  ClassDeclaration: ['id'],
  PropertyDefinition: ['key'],
  MethodDefinition: ['key'],
  TSInterfaceDeclaration: ['id'],
  TSTypeAliasDeclaration: ['id'],
  TSPropertySignature: ['key'],
  TSMethodSignature: ['key', 'params'],
  AssignmentPattern: ['left'],
  ArrayPattern: ['elements'],
  RestElement: ['argument'],
}

function declaredName(
  node: ESTree.Node,
  parent: ESTree.Node | undefined,
  key: string,
): string | undefined {
  // In a pattern, { theirs: ours }, the project chooses the second.
  if (node.type === 'Property' && parent?.type === 'ObjectPattern') {
    return node.value.type === 'Identifier' ? node.value.name : undefined
  }
  if (node.type !== 'Identifier' || parent === undefined) return undefined
  if (parent.type === 'TSPropertySignature' && node.name in allowedMembers) return undefined
  return declaringKeys[parent.type]?.includes(key) ? node.name : undefined
}

/** Tables, columns and functions. */
export function checkSqlNames(migrations: readonly MigrationText[]): string[] {
  const problems: string[] = []
  for (const { name, text } of migrations) {
    for (const [index, line] of text.split('\n').entries()) {
      const code = line.replace(/--.*$/, '').replace(/'[^']*'/g, '')
      for (const [word] of code.matchAll(/\b[a-z_][a-z0-9_]*\b/g)) {
        const part = forbiddenPart(word)
        if (part === undefined) continue
        problems.push(
          `src/database/migrations/${name}:${index + 1}: "${word}" says nothing by "${part}"`,
        )
      }
    }
  }
  return problems
}
