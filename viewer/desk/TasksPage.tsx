import { Tag } from 'nhsuk-react-components'
import { useCallback, useState } from 'react'
import type { TaskView } from '../../src/doors/viewer/contract.ts'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { showDate, showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import type { Go } from './kept.ts'
import { taskWords, urgencyColours, urgencyWords } from './words.ts'

interface TasksPageProps {
  readonly questions: Questions
  /** What they are about: for whom they wait. */
  readonly about: 'objections' | 'staff'
  readonly go: Go
}

/** What waits for somebody, the most urgent first: an objection is answered within a month (OO-26). */
export function TasksPage({ questions, about, go }: TasksPageProps) {
  const isOfStaff = about === 'staff'
  const [isOpen, setOpen] = useState(true)
  const ask = useCallback(
    (signal: AbortSignal) =>
      isOfStaff ? questions.staffTasks(isOpen, signal) : questions.tasks(isOpen, signal),
    [questions, isOfStaff, isOpen],
  )
  const { answer, again } = useAnswer(ask)
  return (
    <>
      <PageHeading title={isOfStaff ? 'Staff tasks' : 'Tasks'}>
        {isOfStaff ? 'Staff tasks' : 'Tasks'}
      </PageHeading>
      {isOfStaff && <p>What members of staff of your organisation tried, and should not have.</p>}
      <p>
        {isOpen ? 'Waiting, the most urgent first.' : 'Done, the newest first.'}{' '}
        <LinkButton onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show those that are done' : 'Show those that wait'}
        </LinkButton>
      </p>
      <Answered answer={answer} again={again}>
        {({ tasks }) =>
          tasks.length === 0 ? (
            <p>{isOpen ? 'Nothing waits.' : 'Nothing is done yet.'}</p>
          ) : (
            <TaskTable
              tasks={tasks}
              onOpen={(task) =>
                go(isOfStaff ? 'staff-task' : 'task', { about: { what: 'task', task } })
              }
            />
          )
        }
      </Answered>
    </>
  )
}

function TaskTable(props: {
  readonly tasks: readonly TaskView[]
  readonly onOpen: (task: TaskView) => void
}) {
  return (
    <table className="nhsuk-table lcr-desk__table">
      <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">Tasks</caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">How urgent</th>
          <th scope="col">Answer by</th>
          <th scope="col">Waiting</th>
        </tr>
      </thead>
      <tbody>
        {props.tasks.map((task) => (
          <tr key={task.taskId}>
            <th scope="row">
              <LinkButton onClick={() => props.onOpen(task)}>
                {taskWords(task.kind)}
                <span className="nhsuk-u-visually-hidden">, task {task.taskId}</span>
              </LinkButton>
              <span className="lcr-meta">{task.words}</span>
            </th>
            <td>
              {task.done ? (
                <Tag modifier="green">Done</Tag>
              ) : (
                <Tag modifier={urgencyColours[task.urgency]}>{urgencyWords[task.urgency]}</Tag>
              )}
            </td>
            <td className="lcr-nowrap" data-of="Answer by: ">
              {showDay(task.dueAt) || 'No date'}
            </td>
            <td className="lcr-nowrap" data-of="Waiting: ">
              {task.done
                ? `Done ${showDate(task.done.at)}`
                : task.daysWaited === 0
                  ? 'Since today'
                  : `${task.daysWaited} ${task.daysWaited === 1 ? 'day' : 'days'}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
