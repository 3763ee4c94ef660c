import { Button, Textarea } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { DeskGuarded } from '../../src/doors/viewer/contract.ts'
import { showDate, showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import type { Questions } from './ask-desk.ts'
import { WhoForm } from './FindPage.tsx'
import { Problems, readDay, readForm, tooShort, useForm } from './form.tsx'
import { DayInput, Fact, Who } from './parts.tsx'

type Found = Extract<DeskGuarded, { outcome: 'found' }>

/** Staff, public figures, the newsworthy: their record asks everybody for a reason (AC-27). */
export function GuardPage({ questions }: { questions: Questions }) {
  const form = useForm()
  const [found, setFound] = useState<DeskGuarded>()
  const [told, setTold] = useState('')

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <PageHeading title="Guard a person">Guard a person</PageHeading>
      <p>
        For members of staff, people in the public eye and people in the news. Whoever opens the
        record has to be caring for them and give a reason, and you see each time. Users do not see
        why, or that they are guarded.
      </p>
      <p role="status" className="lcr-desk__told">
        {told}
        {found?.outcome === 'not-known' &&
          'Nobody is known with this NHS number and date of birth.'}
      </p>
      {found?.outcome === 'found' ? (
        <GuardForm
          questions={questions}
          found={found}
          onDone={(words) => {
            setTold(words)
            setFound(undefined)
          }}
        />
      ) : (
        <WhoForm
          form={form}
          onChange={() => setTold('')}
          onFind={async (who) => setFound(await form.send(() => questions.guarded(who)))}
        />
      )}
    </div>
  )
}

interface FoundProps {
  readonly questions: Questions
  readonly found: Found
  readonly onDone: (told: string) => void
}

/** A source says it of them; it is lifted only once somebody has made sure (AC-22). */
function Whereabouts({ questions, found, onDone }: FoundProps) {
  const form = useForm()

  async function lift(event: FormEvent<HTMLFormElement>) {
    const because = readForm(event).one('sure')
    if (!form.check({ sure: tooShort(because, 'Say how you made sure') })) return
    const { handle } = found.person
    const done = await form.send(() => questions.unguard(handle, because, 'whereabouts'))
    if (done) onDone('Where they are is shown again.')
  }

  return (
    <form onSubmit={lift} noValidate autoComplete="off" className="lcr-desk__card">
      <Problems form={form} />
      <p>
        <strong>A source asks that nobody learns where this person is.</strong> No address, place or
        document of theirs is shown.
      </p>
      <Textarea
        id="sure"
        name="sure"
        rows={2}
        label="If this is over: how did you make sure?"
        labelProps={{ size: 's' }}
        error={form.errors.sure}
      />
      <Button type="submit" secondary disabled={form.isAsking}>
        Show again where they are
      </Button>
    </form>
  )
}

function GuardForm(props: FoundProps) {
  const { questions, found, onDone } = props
  const { person, guarded } = found
  const form = useForm()

  async function send(event: FormEvent<HTMLFormElement>) {
    const { form: typed, one } = readForm(event)
    const because = one('because')
    const untilOn = readDay(typed, 'until')
    const isFine = form.check({
      because: tooShort(because, 'Say why'),
      'until-day': guarded || untilOn ? undefined : 'Enter the day on which it ends',
    })
    if (!isFine) return
    const { handle } = person
    const done = guarded
      ? await form.send(() => questions.unguard(handle, because, 'guarded'))
      : await form.send(() => questions.guard({ handle, because, untilOn: untilOn ?? '' }))
    if (done) onDone(guarded ? 'They are not guarded any more.' : 'They are guarded now.')
  }

  return (
    <>
      <Problems form={form} />
      <Who person={person} />
      {found.hidesWhereabouts && <Whereabouts {...props} />}
      {guarded && (
        <dl className="nhsuk-summary-list">
          <Fact name="Guarded because">{guarded.because}</Fact>
          <Fact name="Since">
            {showDate(guarded.since)}, {guarded.by}
          </Fact>
          <Fact name="Until">{showDay(guarded.until) || 'No end'}</Fact>
        </dl>
      )}
      <form onSubmit={send} noValidate autoComplete="off">
        <Textarea
          id="because"
          name="because"
          rows={2}
          label={guarded ? 'Why are they not guarded any more?' : 'Why are they guarded?'}
          labelProps={{ size: 's' }}
          error={form.errors.because}
        />
        {!guarded && (
          <DayInput
            id="until"
            legend="Until"
            hint="It ends by itself. Like 31 3 2027"
            error={form.errors['until-day']}
          />
        )}
        <Button type="submit" disabled={form.isAsking}>
          {guarded ? 'Stop guarding' : 'Guard this person'}
        </Button>
      </form>
    </>
  )
}
