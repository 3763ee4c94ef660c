/** What waits for somebody who keeps the register, the most urgent first (OO-26). */
import {
  findTask,
  finishTasks,
  isAboutStaff,
  listTasks,
  type RegisterTask,
  type User,
} from '#access'
import { Failure } from '#vocabulary'
import { changeRegister, noteLook } from './keep-register.ts'
import type { Needs } from './needs.ts'

export async function objectionTasks(
  needs: Needs,
  by: User,
  asked: { readonly open: boolean; readonly max: number },
): Promise<readonly RegisterTask[]> {
  await noteLook(needs, by, 'look-at-register', { what: 'tasks', open: asked.open })
  return needs.database.transaction('register', (tx) =>
    listTasks(tx, { ...asked, about: 'objections' }, needs.clock.now()),
  )
}

/** What only a decision can end is not ended by ticking it off. */
const decidedElsewhere = new Set(['decide-objection', 'confirm-error'])

export async function doTask(
  needs: Needs,
  by: User,
  taskId: number,
  { outcome }: { readonly outcome: string },
): Promise<void> {
  await changeRegister(needs, by, 'do-task', async (tx, at) => {
    const task = await findTask(tx, taskId, at)
    if (!task || task.doneAt !== undefined || isAboutStaff(task.kind)) {
      throw new Failure('conflict', 'task-is-done', 'There is no such task, or somebody did it.')
    }
    if (decidedElsewhere.has(task.kind)) {
      throw new Failure('refused', 'decide-it', 'This is done by deciding the objection itself.')
    }
    if (outcome.trim() === '') throw new Failure('invalid', 'no-reason', 'Say what was done.')
    await finishTasks(tx, { taskId }, { by, at, outcome })
    const personIds = task.personId === undefined ? [] : [task.personId]
    return { result: undefined, detail: { taskId, kind: task.kind }, personIds }
  })
}
