import { Button, Tag, Textarea } from 'nhsuk-react-components'
import type { FormEvent } from 'react'
import type { TaskView } from '../../src/doors/viewer/contract.ts'
import { showDate, showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import type { Questions } from './ask-desk.ts'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import type { Go } from './kept.ts'
import { Fact } from './parts.tsx'
import { taskAsks, taskWords, urgencyColours, urgencyWords } from './words.ts'

interface TaskPageProps {
  readonly questions: Questions
  readonly task: TaskView
  readonly about: 'objections' | 'staff'
  readonly go: Go
}

/** One task: what to find out, the way to the objection, and what came of it. */
export function TaskPage({ questions, task, about, go }: TaskPageProps) {
  const form = useForm()
  const { objectionId, handle, done } = task
  const asks = taskAsks(task.kind)
  // Deciding does the task by itself: a second way would be one to forget.
  const isDecision = task.kind === 'decide-objection' || task.kind === 'confirm-error'
  const open = (act?: string) =>
    objectionId && go('objection', { about: { what: 'objection', objectionId }, act })

  async function finish(event: FormEvent<HTMLFormElement>) {
    const outcome = readForm(event).one('outcome')
    if (!form.check({ outcome: tooShort(outcome, 'Say what came of it') })) return
    const isOfStaff = about === 'staff'
    const ask = isOfStaff ? questions.doStaffTask : questions.doTask
    if (await form.send(() => ask(task.taskId, outcome))) go(isOfStaff ? 'staff-tasks' : 'tasks')
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <PageHeading title="A task">{taskWords(task.kind)}</PageHeading>
      <p>{task.words}</p>
      {asks && <p>{asks}</p>}
      <dl className="nhsuk-summary-list">
        {!done && (
          <Fact name="How urgent">
            <Tag modifier={urgencyColours[task.urgency]}>{urgencyWords[task.urgency]}</Tag>
            {(task.urgency === 'escalate' || task.urgency === 'overdue') && (
              <span className="lcr-desk__line">Tell the Caldicott Guardian today.</span>
            )}
          </Fact>
        )}
        {task.dueAt && <Fact name="Answer by">{showDay(task.dueAt)}</Fact>}
        <Fact name="Waiting since">{showDate(task.raisedAt)}</Fact>
        {task.facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        {done && (
          <Fact name="Done">
            {showDate(done.at)}, {done.by}: {done.outcome}
          </Fact>
        )}
      </dl>
      {(objectionId || handle) && (
        <div className="nhsuk-button-group">
          {isDecision && !done && (
            <Button
              type="button"
              onClick={() => open(task.kind === 'confirm-error' ? undefined : 'decide')}
            >
              {task.kind === 'confirm-error' ? 'Answer' : 'Decide'}
            </Button>
          )}
          {objectionId && (
            <Button type="button" secondary onClick={() => open()}>
              Look at the objection
            </Button>
          )}
          {handle && (
            <Button
              type="button"
              secondary
              onClick={() => go('person', { about: { what: 'person', handle } })}
            >
              Look at the person
            </Button>
          )}
        </div>
      )}
      {!done && !isDecision && (
        <form onSubmit={finish} noValidate autoComplete="off">
          <Textarea
            id="outcome"
            name="outcome"
            rows={3}
            label="What came of it?"
            labelProps={{ size: 's' }}
            hint="What you found out, and from whom. Kept with your name"
            error={form.errors.outcome}
          />
          <Button type="submit" disabled={form.isAsking}>
            This task is done
          </Button>
        </form>
      )}
    </div>
  )
}
