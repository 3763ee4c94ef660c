/**
 * What members of staff tried that somebody must look at: for the privacy officer of their
 * organisation, and not for who keeps the register of objections (AC-20).
 */
import {
  findTask,
  finishTasks,
  isAboutStaff,
  listTasks,
  mayGuard,
  type RegisterTask,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'

/** Written down before anything is told. */
export async function staffTasks(
  needs: Needs,
  by: User,
  asked: { readonly open: boolean; readonly max: number },
): Promise<readonly RegisterTask[]> {
  await noteStaffAct(needs, by, 'review-declaration', { what: 'staff-tasks', open: asked.open })
  const { organisation } = by
  return needs.database.transaction('register', (tx) =>
    listTasks(tx, { ...asked, about: 'staff', organisation }, needs.clock.now()),
  )
}

/** Nobody ends what is about themselves. */
export async function doStaffTask(
  needs: Needs,
  by: User,
  taskId: number,
  { outcome }: { readonly outcome: string },
): Promise<void> {
  await noteStaffAct(needs, by, 'do-task', { taskId })
  if (outcome.trim() === '') throw new Failure('invalid', 'no-reason', 'Say what came of it.')
  const at = needs.clock.now()
  await needs.database.transaction('register', async (tx) => {
    const task = await findTask(tx, taskId, at)
    const { organisation = by.organisation, userKey } = task?.detail ?? {}
    const isTheirs = task && isAboutStaff(task.kind) && organisation === by.organisation
    if (!isTheirs || task.doneAt !== undefined) {
      throw new Failure('conflict', 'task-is-done', 'There is no such task, or somebody did it.')
    }
    if (userKey === by.key) {
      throw new Failure('refused', 'needs-another', 'This is about you: somebody else must do it.')
    }
    await finishTasks(tx, { taskId }, { by, at, outcome })
  })
}

async function noteStaffAct(
  needs: Needs,
  by: User,
  action: AuditEvent['action'],
  detail: NonNullable<AuditEvent['detail']>,
): Promise<void> {
  const at = needs.clock.now()
  const isAllowed = mayGuard(by, standingPolicy)
  await note(needs.database, {
    id: eventId(at),
    at,
    action,
    effect: isAllowed ? 'note' : 'refuse',
    who: by,
    reasons: [isAllowed ? 'asked' : 'no-activity-to-guard'],
    policy: standingPolicy.hash,
    detail,
  })
  if (isAllowed) return
  throw new Failure('refused', 'no-activity-to-guard', 'This needs a privacy officer.')
}
