import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import { ProfileCheck, readyProfiles, renderHtml, renderMarkdown, renderText } from '#sources'
import { Failure } from '#vocabulary'
import { findFiles } from './files.ts'
import { printJson } from './print.ts'
import { readProfileFile } from './profile-file.ts'

interface Options {
  readonly against: string
  readonly like: string
  readonly report?: string
  readonly json?: boolean
}

const examples = `
Needs no server and sends nothing. A file may hold one message or many: framed, in a batch, or one
after the other. Notes and settings (.md, .yml, .yaml) are passed over. No patient's name, number
or date is in the report; codes, authorities, units and names of files are.
The exit status is 0 only when there is nothing to change.

Examples:
  lcr profile check --against messages/ --report check.html      proposes a first profile
  lcr profile check trust.json --against messages/ --report check.md`

export function checkCommand(): Command {
  return new Command('check')
    .description('Say what a profile would do to the messages in a folder, and what it lacks.')
    .argument('[file]', 'the profile; without it a first one is proposed')
    .requiredOption('--against <folder>', 'messages of the sender, as they come')
    .option('--like <name>', 'without a file: the ready profile to begin from', 'best-of-it')
    .option('--report <file>', 'also write the whole report, as .html or .md')
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
    .action(check)
}

async function check(file: string | undefined, options: Options): Promise<void> {
  const { against, like, report: reportFile, json } = options
  if (reportFile && !/\.(html|md)$/i.test(reportFile)) {
    throw new Failure('invalid', 'report', 'The report is written as .html or as .md.')
  }
  const written = file ? await readProfileFile(file) : startLike(like, 'new-feed')
  const checked = new ProfileCheck(written, Date.now(), { isNew: !file })
  const { files, skipped } = await findFiles([against], (name) => !/\.(md|ya?ml)$/i.test(name))
  for (const name of files) checked.add(path.relative(against, name) || name, await readFile(name))
  const report = checked.report()
  if (reportFile) {
    const render = /\.html$/i.test(reportFile) ? renderHtml : renderMarkdown
    await writeFile(reportFile, render(report))
  }
  if (json) printJson(report)
  else {
    process.stdout.write(renderText(report))
    if (skipped.length > 0) process.stdout.write(`${skipped.length} notes were passed over.\n`)
    if (reportFile) process.stdout.write(`The whole report is in ${reportFile}.\n`)
  }
  if (!report.fits) process.exitCode = 1
}

/** A first version of a profile, after a ready one and named as nobody's sender. */
export function startLike(like: string, name: string): object {
  const found = readyProfiles.all.find(({ profile }) => profile.name === like)
  if (!found) {
    const names = [...new Set(readyProfiles.all.map(({ profile }) => profile.name))].sort()
    const words = `There is no ready profile ${like}. There are: ${names.join(', ')}.`
    throw new Failure('unknown', 'no-such-profile', words)
  }
  const {
    organisation: _theirs,
    $schema: _elsewhere,
    ...rest
  } = found.written as Record<string, unknown>
  return {
    ...rest,
    name,
    version: 1,
    about: `Begun like ${like}. Say here what is peculiar about the feed, and whom to ask.`,
    effectiveFrom: new Date().toISOString().slice(0, 10),
    senders: [],
  }
}
