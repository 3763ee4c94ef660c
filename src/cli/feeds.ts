import { Command } from 'commander'
import type { FeedHealth } from '#journeys'
import { connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

interface Options extends Where {
  readonly json?: boolean
}

const troubleWords: Readonly<Record<FeedHealth['troubles'][number], string>> = {
  silent: 'silent: nothing comes',
  quiet: 'quiet: much less than usual',
  behind: 'behind: not yet filed',
  troubled: 'troubled: much is set aside',
  gaps: 'gaps: numbers are missing',
}

const examples = `
Examples:
  lcr feeds           how each feed is, the troubled first
  lcr feeds --json    the same for scripts`

export function feedsCommand(): Command {
  const command = new Command('feeds')
    .description('Say how the feeds are: last heard, rate, what waits, what is missing.')
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
  return withWhere(command).action(feeds)
}

async function feeds({ json, ...where }: Options): Promise<void> {
  const server = await connect(where)
  const { feeds } = await server.operator<{ feeds: FeedHealth[] }>('/feeds')
  if (json) return printJson(feeds)
  if (feeds.length === 0) return void process.stdout.write('No feed has been heard yet.\n')
  const sorted = feeds.toSorted((a, b) => b.troubles.length - a.troubles.length)
  printTable(
    [
      'feed',
      'how',
      'last heard',
      'this hour',
      'usual',
      '24 hours',
      'set aside',
      'waiting',
      'missing',
    ],
    sorted.map((feed) => [
      feed.feed,
      feed.troubles.map((one) => troubleWords[one]).join('; ') || 'well',
      feed.lastReceivedAt ? new Date(feed.lastReceivedAt).toISOString() : 'never',
      String(Math.round(feed.receivedThisHour)),
      feed.usualPerHour === undefined ? 'not known' : String(Math.round(feed.usualPerHour)),
      String(feed.received),
      String(feed.setAside),
      String(feed.waiting),
      String(feed.missing),
    ]),
  )
}
