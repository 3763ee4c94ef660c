/** The door for HL7 v2 as this server is configured: who may send, and how much. */
import { readFile } from 'node:fs/promises'
import type { Config } from '#config'
import { isTemporary } from '#database'
import { type MllpDoor, openMllp } from '#doors'
import { admission, type Needs, nobodyMaySend } from '#journeys'
import { Failure } from '#vocabulary'
import { choosePort } from './choose-port.ts'
import type { FilingThread } from './filing-thread.ts'
import { takeMessages } from './take-messages.ts'

export async function openWire(
  config: Config,
  needs: Needs,
  filing: FilingThread,
  tell: (line: string) => void,
): Promise<MllpDoor> {
  const { host, tls } = config.mllp
  const port = await choosePort({ ...config.mllp, called: 'HL7 v2 (--mllp-port)' })
  if (config.production && (await nobodyMaySend(needs))) {
    tell('No sender of HL7 v2 is allowed yet, so none is heard: see "lcr senders allow --help".')
  }
  return openMllp({
    host,
    port,
    admit: admission(needs, { isProduction: config.production }),
    mayTake: () => filing.backlog.mayTake(),
    receiveMessages: takeMessages(needs, filing.backlog),
    received: () => filing.wake(),
    isTemporary: (error) => isTemporary(error) || error instanceof Failure,
    tell,
    clock: needs.clock,
    limits: {
      messageBytesMax: config.limits.messageBytes,
      heldBytesMax: config.limits.heldBytes,
      connectionsMax: config.limits.mllpConnections,
      patienceMs: config.limits.patienceMs,
    },
    ...(tls && {
      tls: {
        key: await readFile(tls.keyFile, 'utf8'),
        cert: await readFile(tls.certFile, 'utf8'),
        ca: await readFile(tls.caFile, 'utf8'),
      },
    }),
  })
}
