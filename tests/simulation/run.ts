/**
 * Simulated runs from the command line: `--seeds N [--from SEED]`, or one again with `--seed ONE`.
 * Prints what was broken, how to see it again, and nothing else; writes no files.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { type FaultKind, faultKinds } from './plan.ts'
import { type Run, Simulation } from './simulation.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    without: { type: 'string', default: '' },
    trace: { type: 'boolean', default: false },
  },
})
const without = values.without
  .split(',')
  .filter((kind): kind is FaultKind => (faultKinds as readonly string[]).includes(kind))
const first = Number(values.seed ?? values.from)
const count = values.seed === undefined ? Number(values.seeds) : 1

/** Of the checkout, if it is one. */
const { stdout } = spawnSync('git', ['describe', '--always', '--dirty'], {
  cwd: import.meta.dirname,
  encoding: 'utf8',
})
const commit = stdout?.trim() || 'unknown'

const simulation = await Simulation.open()
const begun = performance.now()
let failed = 0
let [steps, kills, messages] = [0, 0, 0]
for (let seed = first; seed < first + count; seed++) {
  const run = await simulation.run(seed, { without }).catch((fault: unknown) => {
    process.stdout.write(`Seed ${seed} at commit ${commit} could not be run to its end.\n`)
    throw fault
  })
  steps += run.steps
  kills += run.kills
  messages += run.messages
  if (run.broken.length > 0) {
    failed += 1
    process.stdout.write(tell(run))
  }
  if (values.trace) process.stdout.write(`${run.trace.join('\n')}\ndigest ${run.digest}\n`)
}
await simulation.close()
const seconds = (performance.now() - begun) / 1_000
process.stdout.write(
  `${count} runs, ${messages} messages, ${steps} steps, ${kills} kills, ${seconds.toFixed(1)} s; ${failed} failed\n`,
)
process.exitCode = failed > 0 ? 1 : 0

function tell(run: Run): string {
  return [
    `Seed ${run.seed} at commit ${commit} (${run.kinds.join(', ')}):`,
    ...run.broken.slice(0, 6).map(({ law, words }) => `  ${law}: ${words}`),
    `  again: node tests/simulation/run.ts --seed ${run.seed} --trace`,
    '',
  ].join('\n')
}
