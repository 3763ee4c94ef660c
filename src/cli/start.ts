import { Command } from 'commander'
import { readConfig } from '#config'
import { type Server, startServer } from '#main'
import { Failure } from '#vocabulary'
import { type Demonstration, openDemonstration } from '../main/demonstration.ts'
import { welcome } from '../main/welcome.ts'

interface Options {
  readonly empty?: boolean
  readonly port?: string
  readonly mllpPort?: string
  readonly dataFolder?: string
  readonly people?: string
}

const examples = `
Examples:
  lcr start                       the record with a synthetic London, to look at
  lcr start --empty               nothing but the record: send it messages yourself
  lcr start --port 8080 --mllp-port 2600 --data-folder /srv/lcr

Stop it with Ctrl-C: it finishes what it has begun. docs/operations/configuration.md
describes every setting.`

export function startCommand(): Command {
  return new Command('start')
    .description('Start the London Care Record: database, doors and viewer.')
    .option('--empty', 'without the synthetic London')
    .option('--port <number>', 'for the viewer and FHIR (LCR_PORT, usually 3000)')
    .option('--mllp-port <number>', 'for HL7 v2 messages (LCR_MLLP_PORT, usually 2575)')
    .option('--data-folder <folder>', 'where everything is kept (LCR_DATA_FOLDER, usually ./data)')
    .option('--people <number>', 'how many people live in the synthetic London (LCR_PEOPLE)')
    .addHelpText('after', examples)
    .action(start)
}

async function start({ empty, port, mllpPort, dataFolder, people }: Options): Promise<void> {
  const config = readConfig({
    LCR_PORT: port,
    LCR_MLLP_PORT: mllpPort,
    LCR_DATA_FOLDER: dataFolder,
    LCR_PEOPLE: people,
  })
  if (config.production && !empty) {
    const words = 'The synthetic London does not start in production: add --empty.'
    throw new Failure('refused', 'demonstration-in-production', words)
  }
  const ending = whenAsked()
  const log = (line: string) => void process.stderr.write(`${line}\n`)
  const server = await startServer(config, { log })
  let demonstration: Demonstration | undefined
  try {
    if (empty) {
      process.stdout.write(ready(server))
    } else {
      process.stdout.write(welcome(server))
      const say = (line: string) => void process.stdout.write(`${line}\n`)
      demonstration = openDemonstration({ config, server, say })
    }
    await ending
    log('stopping: finishing what has begun')
  } finally {
    await demonstration?.stop()
    await server.stop()
  }
}

function ready({ origin, mllp }: Server): string {
  return `Ready: ${origin}/ (viewer and FHIR), MLLP ${mllp.host}:${mllp.port}${mllp.tls ? ' (TLS)' : ''}\n`
}

/** npm passes a Ctrl-C on that we have had already: what comes so soon is the same wish. */
const sameWishMs = 2_000

/** Who asks again later does not wait for an orderly end. */
function whenAsked(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  return new Promise((resolve) => {
    const asked = () => {
      resolve()
      setTimeout(() => {
        for (const signal of signals) process.off(signal, asked)
      }, sameWishMs).unref()
    }
    for (const signal of signals) process.on(signal, asked)
  })
}
