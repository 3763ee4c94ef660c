import { readdir, readFile, readlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const graceMs = 3_000

/**
 * Ends every process that works in the folder or was started with it in LCR_TEST_RUN: database
 * servers and browsers of tests that were killed. Found by process id, on Linux only.
 */
export async function endProcessesIn(folder: string): Promise<void> {
  const giveUpAt = performance.now() + graceMs
  // SIGQUIT is PostgreSQL's immediate shutdown, which gives its shared memory back.
  for (let signal: NodeJS.Signals = 'SIGQUIT'; ; signal = 'SIGKILL') {
    let left = await processesIn(folder)
    for (const pid of left) send(pid, signal)
    while (left.length > 0 && (signal === 'SIGKILL' || performance.now() < giveUpAt)) {
      await sleep(20)
      left = await processesIn(folder)
      if (performance.now() > giveUpAt + graceMs) return
    }
    if (left.length === 0) return
  }
}

async function processesIn(folder: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid)
  const belongs = await Promise.all(pids.map((pid) => belongsTo(folder, pid)))
  return pids.filter((_, index) => belongs[index])
}

async function belongsTo(folder: string, pid: number): Promise<boolean> {
  const workplace = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  if (workplace.startsWith(`${folder}/`)) return true
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  return environment.split('\0').includes(`LCR_TEST_RUN=${folder}`)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}
