/** What the public pages still lack in each language, and the sheet that a translator fills in. */
import { Argument, Command } from 'commander'
import { translationSheet, translations } from '#doors'
import { Failure } from '#vocabulary'

export function translationsCommand(): Command {
  return new Command('translations')
    .description('How much of the public pages is translated; with a language, its catalogue.')
    .addArgument(new Argument('[language]', 'such as bn: print the sheet to be filled in'))
    .action((tag: string | undefined) => {
      process.stdout.write(tag === undefined ? overview() : sheetOf(tag))
    })
}

function overview(): string {
  return translations()
    .map(({ language, translated, missing, outdated }) => {
      const counts = `${translated} of ${translated + missing.length} texts`
      const old = outdated.length > 0 ? `, ${outdated.length} whose English has changed` : ''
      return `${language.tag.padEnd(8)} ${language.english.padEnd(22)} ${counts}${old}\n`
    })
    .join('')
}

function sheetOf(tag: string): string {
  const sheet = translationSheet(tag)
  if (sheet) return `${JSON.stringify(sheet, null, 2)}\n`
  const known = translations().map(({ language }) => language.tag)
  throw new Failure(
    'unknown',
    'language',
    `There is no catalogue ${tag}; only ${known.join(', ')}.`,
  )
}
