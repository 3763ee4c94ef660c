import { Button, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { Replayed, SearchMessages } from '../../src/doors/viewer/contract.ts'
import type { Questions } from './ask-console.ts'
import { count } from './words.ts'

interface ActProps {
  readonly questions: Questions
  readonly messageIds: readonly number[]
  /** Where nothing is chosen: all that this finds can be replayed. */
  readonly search?: SearchMessages
  readonly onDone: () => void
}

const becauseMin = 5

/** Replay or dismiss, with a reason that is kept. Checking first changes nothing. */
export function ActForm({ questions, messageIds, search, onDone }: ActProps) {
  const [told, setTold] = useState<{ words: string; isWrong?: boolean }>()
  const [asking, setAsking] = useState(false)
  const isAll = messageIds.length === 0 && search !== undefined
  const which = isAll
    ? 'all that are found'
    : search
      ? `the ${messageIds.length} chosen`
      : 'this message'

  /** A portion at a time, and says how far it is. */
  async function replayAll(check: boolean, because: string) {
    const { before: _, ...whole } = search ?? {}
    const selection = isAll ? { search: whole } : { messageIds }
    const sum = { messages: 0, nowFiled: 0, differently: 0, failed: 0, changed: 0 }
    for (let after: number | undefined = 0; after !== undefined; ) {
      const answer = await questions.replay({ ...selection, because, check, after })
      if (answer.outcome !== 'answered') return trouble(answer)
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += answer.body[name]
      after = answer.body.next
      setTold({ words: `${count(sum.messages)} messages so far…` })
    }
    return { words: replayWords(sum, check) }
  }

  async function act(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { submitter } = event.nativeEvent as SubmitEvent
    const what = (submitter as HTMLButtonElement | null)?.value ?? 'check'
    const because = String(new FormData(event.currentTarget).get('because') ?? '').trim()
    if (because.length < becauseMin)
      return setTold({ words: 'Say why in a few words', isWrong: true })
    if (what === 'dismiss' && messageIds.length === 0) {
      return setTold({ words: 'Choose the messages to dismiss', isWrong: true })
    }
    setAsking(true)
    setTold(undefined)
    if (what === 'dismiss') {
      const answer = await questions.dismiss({ messageIds, because })
      if (answer.outcome === 'answered') {
        setTold({ words: `${count(answer.body.dismissed)} messages are dismissed.` })
        onDone()
      } else setTold(trouble(answer))
    } else {
      const answer = await replayAll(what === 'check', because)
      setTold(answer)
      if (what === 'replay') onDone()
    }
    setAsking(false)
  }

  return (
    <form onSubmit={act} className="lcr-console__act" noValidate autoComplete="off">
      <h2 className="nhsuk-heading-s">What to do with {which}</h2>
      <TextInput
        id="because"
        name="because"
        label="Why"
        hint="Kept with your name, for who looks later"
        error={told?.isWrong ? told.words : undefined}
      />
      <div className="lcr-console__buttons">
        <Button type="submit" name="what" value="check" secondary disabled={asking}>
          Check what a replay would change
        </Button>
        <Button type="submit" name="what" value="replay" disabled={asking}>
          Replay
        </Button>
        <Button type="submit" name="what" value="dismiss" secondary disabled={asking}>
          Dismiss
        </Button>
      </div>
      <p role="status">{told && !told.isWrong ? told.words : asking && 'Working…'}</p>
    </form>
  )
}

function trouble(answer: { outcome: string; words?: string }) {
  return { words: answer.words ?? 'That could not be done.', isWrong: true }
}

type Sum = Pick<Replayed, 'messages' | 'nowFiled' | 'differently' | 'failed' | 'changed'>

function replayWords({ messages, nowFiled, differently, failed, changed }: Sum, check: boolean) {
  const [are, came, changes] = check
    ? ['would be', 'would come', 'would change']
    : ['are', 'came', 'changed']
  const faults = failed > 0 ? ` ${count(failed)} failed and are as they were.` : ''
  return `${count(messages)} messages: ${count(nowFiled)} ${are} filed that were set aside; of ${count(
    differently,
  )} something else ${came} than before. ${count(changed)} entries of records ${changes}.${faults}`
}
