import { Command } from 'commander'

/** Not a name that the compiler follows: the bench is no part of what is installed. */
const bench = new URL('../../tests/bench/index.ts', import.meta.url).href

export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure opening, filing, storage and access on this machine, and print tables.')
    .argument('[arguments...]', 'passed on to the bench')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (given: string[]) => {
      const { runBench } = (await import(bench)) as {
        runBench: (argv: string[]) => Promise<unknown>
      }
      await runBench(given)
    })
}
