/** The files that somebody names: each by itself, and all in the folders. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '#vocabulary'

export interface FoundFiles {
  readonly files: readonly string[]
  /** In the folders, and not of the kind that is wanted. */
  readonly skipped: readonly string[]
}

/** In the order of their names; a file that is named by itself is always wanted. */
export async function findFiles(
  named: readonly string[],
  isWanted: (file: string) => boolean,
): Promise<FoundFiles> {
  const files: string[] = []
  const skipped: string[] = []
  for (const each of named) {
    const found = await stat(each).catch(() => undefined)
    if (!found) throw new Failure('unknown', 'no-file', `There is no file or folder ${each}.`)
    if (!found.isDirectory()) {
      files.push(each)
      continue
    }
    for (const file of await filesIn(each)) (isWanted(file) ? files : skipped).push(file)
  }
  return { files, skipped }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  const found: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const file = path.join(folder, entry.name)
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isDirectory(file)))
    if (isFolder) found.push(...(await filesIn(file)))
    else found.push(file)
  }
  return found
}

const isDirectory = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )
