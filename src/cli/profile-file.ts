/** Profiles in files. */
import { readFile } from 'node:fs/promises'
import { Failure } from '#vocabulary'

/** Throws Failure `invalid` when the file holds no JSON object; its words name the place. */
export async function readProfileFile(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Failure('unknown', 'no-file', `There is no file ${file}.`)
  })
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    const words = error instanceof SyntaxError ? error.message : 'not JSON'
    throw new Failure('invalid', 'profile-file', `${file} is not JSON: ${words}.`)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Failure('invalid', 'profile-file', `${file} should hold one profile: { … }.`)
  }
  return json
}

/** The description of profiles, for editors, as seen from where a profile is written. */
export const schemaFile = new URL('../../docs/operations/feed-profile.schema.json', import.meta.url)
