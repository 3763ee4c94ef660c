import { readFile } from 'node:fs/promises'
import type { Config } from '#config'
import { type Needs, noteSensitiveSets } from '#journeys'
import { readSensitiveSets, takeSensitiveSets } from '#sources'
import { Failure } from '#vocabulary'

/** What is sensitive here, for this process; the text for threads, where a file says it. */
export async function takeSetsOf(
  { sensitiveSetsFile }: Config,
  needs: Needs,
  log: (line: string) => void,
): Promise<string | undefined> {
  const text = sensitiveSetsFile === undefined ? undefined : await read(sensitiveSetsFile)
  if (text !== undefined) takeSensitiveSets(readSensitiveSets(text))
  const noted = await noteSensitiveSets(needs)
  if (noted.areOthers) {
    log(
      `The sensitive sets are others than before (now version ${noted.version}): what was filed bears their labels once its messages are replayed.`,
    )
  }
  return text
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new Failure('invalid', 'configuration', `LCR_SENSITIVE_SETS cannot be read: ${file}.`)
  }
}
