import type { DeskFigures } from '../../src/doors/viewer/contract.ts'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { count } from '../console/words.ts'
import { PageHeading } from '../design/Frame.tsx'
import type { Questions } from './ask-desk.ts'
import { spoken } from './words.ts'

/** How many, and never who. */
export function FiguresPage({ questions }: { questions: Questions }) {
  const { answer, again } = useAnswer(questions.figures)
  return (
    <>
      <PageHeading title="Figures">Figures of the register</PageHeading>
      <Answered answer={answer} again={again}>
        {({ byOrigin, byRoute, undecided, ...one }) => (
          <>
            <dl className="lcr-desk__figures">
              <Figure name="Objections in force" value={one.inForce} />
              <Figure name="People who are hidden" value={one.personsHidden} />
              <Figure name="Kept for people not known yet" value={one.unmatched} />
              <Figure
                name="Days that the oldest undecided has waited"
                value={one.oldestUndecidedDays}
              />
              <Figure name="Tasks that wait" value={one.openTasks} />
              <Figure name="Messages kept out of records" value={one.messagesKeptOut} />
            </dl>
            <div className="lcr-desk__tables">
              <Counts
                title="In force, by where they come from"
                first="Where from"
                rows={byOrigin.map((each) => [each.of, each.count])}
              />
              <Counts
                title="Waiting to be decided, by how long"
                first="How long"
                rows={undecided.map((each) => [spoken(each.of), each.count])}
              />
            </div>
            <RouteTable routes={byRoute} />
          </>
        )}
      </Answered>
    </>
  )
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{count(value)}</dd>
    </div>
  )
}

const routeWords = {
  desk: 'At a desk',
  code: 'By a code in a record',
  import: 'From an earlier register',
} as const

/** A way by which nothing comes any more is a way that may be broken (OO-41). */
function RouteTable({ routes }: { routes: DeskFigures['byRoute'] }) {
  return (
    <table className="nhsuk-table lcr-desk__table">
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">
        By which way they came
      </caption>
      <thead>
        <tr>
          <th scope="col">Way</th>
          <th scope="col" className="lcr-number">
            In force
          </th>
          <th scope="col" className="lcr-number">
            Last 24 hours
          </th>
          <th scope="col" className="lcr-number">
            Last 7 days
          </th>
        </tr>
      </thead>
      <tbody>
        {routes.map((one) => (
          <tr key={one.route}>
            <th scope="row">{routeWords[one.route]}</th>
            <td className="lcr-number" data-of="In force: ">
              {count(one.inForce)}
            </td>
            <td className="lcr-number" data-of="Last 24 hours: ">
              {count(one.lastDay)}
            </td>
            <td className="lcr-number" data-of="Last 7 days: ">
              {count(one.lastWeek)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Counts(props: {
  readonly title: string
  readonly first: string
  readonly rows: readonly (readonly [string, number])[]
}) {
  const { title, first, rows } = props
  return (
    <table className="nhsuk-table lcr-desk__table">
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col" className="lcr-number">
            How many
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, number]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="lcr-number">{count(number)}</td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <th scope="row">None</th>
            <td className="lcr-number">0</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
