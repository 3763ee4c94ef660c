import { Tag } from 'nhsuk-react-components'
import { useCallback, useEffect, useState } from 'react'
import type { MyPatients, PatientLine, SessionView } from '../../src/doors/viewer/contract.ts'
import { useNow } from '../design/clock.ts'
import { age, ago, dayOf, showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton, showName, showNhsNumber, showSex } from '../design/parts.tsx'
import type { Answer, Ask } from './ask.ts'
import { FindPerson } from './FindPerson.tsx'

interface HomeProps {
  readonly ask: Ask
  readonly session: SessionView
  readonly onChoose: (line: PatientLine, page: 'record' | 'declare') => void
}

/** Those whom the user cares for, beside finding somebody else. */
export function HomePage({ ask, session, onChoose }: HomeProps) {
  // A role that opens no record sees who people are, and nothing of their care.
  if (!session.mayOpen) {
    return (
      <div className="lcr-column">
        <PageHeading title="Find a person">London Care Record</PageHeading>
        <FindPerson ask={ask} onChoose={onChoose} />
      </div>
    )
  }
  return (
    <>
      <PageHeading title="My patients">My patients</PageHeading>
      <div className="lcr-home">
        <MyPatientsList ask={ask} onChoose={onChoose} />
        {session.mayFind && <FindPerson ask={ask} onChoose={onChoose} />}
      </div>
    </>
  )
}

function MyPatientsList({ ask, onChoose }: Omit<HomeProps, 'session'>) {
  const [answer, setAnswer] = useState<Answer<MyPatients>>()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const next = await ask.myPatients(signal)
      if (!signal.aborted) setAnswer(next)
    },
    [ask],
  )
  useEffect(() => {
    const leaving = new AbortController()
    void load(leaving.signal)
    return () => leaving.abort()
  }, [load])

  if (answer?.outcome === 'failed') {
    return (
      <div>
        <p role="alert">{answer.words}</p>
        <LinkButton onClick={() => void load(new AbortController().signal)}>Try again</LinkButton>
      </div>
    )
  }
  if (answer?.outcome !== 'answered') return <p role="status">Getting your patients…</p>
  const { patients, more } = answer.body
  if (patients.length === 0) {
    return <p>Nobody is listed for you or your team now. You can find a person instead.</p>
  }
  return (
    <div>
      <table className="nhsuk-table lcr-patients">
        <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">My patients</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Born</th>
            <th scope="col">NHS number</th>
            <th scope="col">Why you can see them</th>
          </tr>
        </thead>
        <tbody>
          {patients.map((line) => (
            <PatientRow key={line.handle} line={line} onOpen={() => onChoose(line, 'record')} />
          ))}
        </tbody>
      </table>
      {more && <p>There are more people than are listed here. Find them by NHS number.</p>}
    </div>
  )
}

function PatientRow({ line, onOpen }: { line: PatientLine; onOpen: () => void }) {
  const now = useNow(60_000)
  return (
    <tr>
      <th scope="row">
        <LinkButton onClick={onOpen}>{showName(line.name)}</LinkButton>{' '}
        {line.deceased && <Tag modifier="grey">Deceased</Tag>}
        {line.gender && <span className="lcr-meta">{showSex(line.gender)}</span>}
      </th>
      <td className="lcr-nowrap">
        {showDay(line.birthDate) || 'Not known'}{' '}
        {line.birthDate && !line.deceased && `(${age(line.birthDate, dayOf(now))})`}
      </td>
      <td className="lcr-nowrap">{line.nhsNumber ? showNhsNumber(line.nhsNumber) : 'Not known'}</td>
      <td>
        {line.because}{' '}
        {line.since && !line.because?.includes('since') && (
          <span className="lcr-meta">
            since {showDay(line.since)}, {ago(line.since, now)}
          </span>
        )}
      </td>
    </tr>
  )
}
