import { fileURLToPath } from 'node:url'

const built = fileURLToPath(new URL('../../dist/viewer', import.meta.url))

/** The built screen, built now if need be; without it the door says what to do. */
export async function screenFolder(log: (line: string) => void): Promise<string> {
  try {
    // Only who builds needs the programs that build.
    const { buildViewerIfNeeded } = await import('../../viewer/build.ts')
    return await buildViewerIfNeeded()
  } catch (error) {
    log(`the screen could not be built: ${(error as Error).message}`)
    return built
  }
}
