/** A process that does one kind of job for the bench, one job after the other. */
import { type ChildProcess, fork } from 'node:child_process'

export interface Worker<Job, Done> {
  do(job: Job): Promise<Done>
  close(): void
}

type Answer<Done> = { readonly done: Done } | { readonly failed: string }

/** `file` calls answerJobs. */
export function startWorker<Job, Done>(file: URL): Worker<Job, Done> {
  const child: ChildProcess = fork(file, { serialization: 'advanced', execArgv: [] })
  return {
    do: (job) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`A worker ended with ${code}`))
        child.once('exit', ended)
        child.once('message', (answer: Answer<Done>) => {
          child.off('exit', ended)
          if ('done' in answer) resolve(answer.done)
          else reject(new Error(answer.failed))
        })
        child.send(job as object)
      }),
    close: () => child.disconnect(),
  }
}

/** In the worker's own process; it ends when the bench does. */
export function answerJobs<Job, Done>(work: (job: Job) => Promise<Done>): void {
  process.on('message', (job: Job) => {
    work(job).then(
      (done) => process.send?.({ done }),
      (error: unknown) => process.send?.({ failed: String(error) }),
    )
  })
  process.on('disconnect', () => process.exit(0))
}
