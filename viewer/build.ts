/** Builds the screen when it is missing or older than its source. Used by the start and the tests. */
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('.', import.meta.url))
const built = join(dirname(source), 'dist', 'viewer')
const lockWaitMs = 120_000

/** Answers with the folder that holds the built screen. Safe to call from many processes. */
export async function buildViewerIfNeeded(): Promise<string> {
  if (await isFresh()) return built
  const lock = `${built}.building`
  await mkdir(dirname(built), { recursive: true })
  const deadline = Date.now() + lockWaitMs
  while (!(await take(lock))) {
    await pause(200)
    if (await isFresh()) return built
    if (Date.now() > deadline) throw new Error(`Another build holds ${lock}; remove it.`)
  }
  try {
    if (!(await isFresh())) await build()
  } finally {
    await rmdir(lock)
  }
  return built
}

async function build(): Promise<void> {
  const vite = await import('vite')
  // Built aside and swapped in, so that a server in use never sees half a screen.
  const aside = `${built}.${process.pid}`
  await vite.build({
    configFile: join(source, 'vite.config.ts'),
    // It warns of the design system's icons, which the screen does not use.
    logLevel: 'error',
    build: { outDir: aside },
  })
  await rm(built, { recursive: true, force: true })
  await rename(aside, built)
}

async function take(lock: string): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    () => false,
  )
}

async function isFresh(): Promise<boolean> {
  const page = await stat(join(built, 'index.html')).catch(() => undefined)
  return page !== undefined && page.mtimeMs >= (await newestIn(source))
}

async function newestIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const times = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs)
  return Math.max(...(await Promise.all(times)))
}
