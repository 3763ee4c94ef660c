/** Processor time, which holds also where other work makes the clock on the wall useless. */
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

/** Linux counts in hundredths of a second. */
const msPerTick = 10

/** Of PostgreSQL and all its processes, in ms; undefined where the machine does not tell. */
export async function serverProcessor(bare: pg.Pool): Promise<number | undefined> {
  const found = await bare.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const own = await statusOf(found.rows[0]!.pid)
  if (!own) return undefined
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  const all = await Promise.all(pids.map(statusOf))
  let ticks = 0
  for (const one of all) {
    if (one?.pid === own.parent) ticks += one.ticks + one.endedTicks
    else if (one?.parent === own.parent) ticks += one.ticks
  }
  return ticks * msPerTick
}

async function statusOf(pid: number) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // The name in brackets may hold anything; what follows it are numbers.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return {
    pid,
    parent: fields[1]!,
    ticks: fields[11]! + fields[12]!,
    endedTicks: fields[13]! + fields[14]!,
  }
}

/** Of this process, in ms. */
export function ownProcessor(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
