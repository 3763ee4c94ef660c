import { Command } from 'commander'
import type { CanaryStatus } from '#doors'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

const examples = `
A canary is an invented person who objected: one for each feed and each way by which an objection
comes (desk, code, import). The server looks for them all day, by every way in which a record can be
seen. Where one is seen, that way is closed for everybody until somebody opens it again.

Examples:
  lcr canaries plant                      for every feed that is known
  lcr canaries plant --feed 'PAS|RJZ'     for one of them
  lcr canaries                            how they are, and what is closed
  lcr canaries reopen search --because 'the fault is mended: release 14'
  lcr canaries remove --feed 'PAS|RJZ'`

export function canariesCommand(): Command {
  const list = new Command('list')
    .description('Say how they are, what was seen of them, and what is closed.')
    .option('--json', 'for scripts')
  const look = new Command('look')
    .description('Look for them now, and say what was seen.')
    .option('--json', 'for scripts')
  const plant = new Command('plant')
    .description('Plant those that are missing: their messages come in like anybody’s.')
    .option('--feed <name...>', 'only for these feeds')
  const remove = new Command('remove')
    .description('Look for them no more. They stay hidden for ever.')
    .option('--feed <name>', 'only those of this feed')
  const reopen = new Command('reopen')
    .description('Open a way again by which one was seen, and look at once.')
    .argument('<channel>', 'as "lcr canaries" names it')
    .requiredOption('--because <words>', 'what was wrong, and that it is mended; it is kept')
  return new Command('canaries')
    .description('Invented people who objected, to prove all day that an objection hides.')
    .addCommand(withWhere(list).action(listAll), { isDefault: true })
    .addCommand(withWhere(look).action(lookNow))
    .addCommand(withWhere(plant).action(plantSome))
    .addCommand(withWhere(remove).action(removeSome))
    .addCommand(withWhere(reopen).action(reopenOne))
    .addHelpText('after', examples)
}

interface Options extends Where {
  readonly json?: boolean
}

async function listAll({ json, ...where }: Options): Promise<void> {
  const server = await connect(where)
  tell(await server.operator<CanaryStatus>('/canaries'), json)
}

async function lookNow({ json, ...where }: Options): Promise<void> {
  const server = await connect(where)
  const status = await server.operator<CanaryStatus>('/canaries/look', {})
  tell(status, json)
  if (status.closed.length > 0) {
    throw new Failure('conflict', 'channel-closed', 'A way to records is closed for everybody.')
  }
}

function tell(status: CanaryStatus, json?: boolean): void {
  if (json) {
    printJson(status)
    return
  }
  const { closed, canaries, last } = status
  if (canaries.length === 0) say('No canary is planted: "lcr canaries plant".')
  else {
    printTable(
      ['canary', 'planted', 'how'],
      canaries.map(({ name, plantedAt, isPlaced }) => [
        name,
        new Date(plantedAt).toISOString(),
        isPlaced ? howIs(name, last) : 'its messages were not filed: see what is set aside',
      ]),
    )
  }
  if (last?.isSuspended) say('The law has lifted objections just now: nobody looks for them.')
  if (closed.length > 0) say(`Closed for everybody: ${closed.join(', ')}.`)
  say(last?.at ? `Last looked ${new Date(last.at).toISOString()}.` : 'Not looked yet.')
}

function howIs(name: string, last: CanaryStatus['last']): string {
  if (!last) return 'not looked yet'
  const by = (found: readonly { channel: string; canary: string }[]) =>
    found.filter((one) => one.canary === name).map((one) => one.channel)
  const [seen, unsure] = [by(last.seen), by(last.unsure)]
  if (seen.length > 0) return `SEEN by ${seen.join(', ')}`
  if (last.bare.includes(name)) return 'has nothing to hide: remove it and plant it anew'
  return unsure.length > 0 ? `proves nothing by ${unsure.join(', ')}` : 'hidden'
}

async function plantSome({ feed, ...where }: Where & { feed?: string[] }): Promise<void> {
  const server = await connect(where)
  const { planted, unplaced } = await server.operator<{ planted: number; unplaced: string[] }>(
    '/canaries/plant',
    { ...(feed && { feeds: feed }) },
  )
  say(`${planted} planted.`)
  if (unplaced.length > 0) {
    const words = `The messages of canaries of ${unplaced.join(', ')} were not filed: see "lcr messages --set-aside".`
    throw new Failure('conflict', 'not-placed', words)
  }
}

async function removeSome({ feed, ...where }: Where & { feed?: string }): Promise<void> {
  const server = await connect(where)
  const asked = feed === undefined ? {} : { feed }
  const { removed } = await server.operator<{ removed: number }>('/canaries/remove', asked)
  say(`${removed} removed.`)
}

async function reopenOne(
  channel: string,
  { because, ...where }: Where & { because: string },
): Promise<void> {
  const server = await connect(where)
  const asked = { channel, because }
  const { isOpen } = await server.operator<{ isOpen: boolean }>('/canaries/reopen', asked)
  if (!isOpen) {
    const words = `A canary is still seen by ${channel}: it is closed again.`
    throw new Failure('conflict', 'still-seen', words)
  }
  say(`Opened: ${channel}.`)
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
