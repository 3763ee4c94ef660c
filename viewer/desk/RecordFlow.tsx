import type { Questions } from './ask-desk.ts'
import { CheckStep } from './CheckStep.tsx'
import { ExplainStep } from './ExplainStep.tsx'
import { IdentityStep } from './IdentityStep.tsx'
import { InForcePage } from './InForcePage.tsx'
import type { Go, Recording } from './kept.ts'

export interface StepProps {
  readonly recording: Recording
  /** 'Step 2 of 3' */
  readonly where: string
  readonly onNext: () => void
}

interface RecordFlowProps {
  readonly questions: Questions
  readonly organisation: string
  readonly recording: Recording
  readonly step: number
  readonly onStep: (step: number, how?: 'push' | 'replace') => void
  readonly go: Go
}

/**
 * Who asks, what it means, check: three pages, so that a worried person is not kept waiting. What
 * was answered stays while one goes back, and once it is recorded nothing can record it twice.
 */
export function RecordFlow(props: RecordFlowProps) {
  const { questions, organisation, recording, step, onStep, go } = props
  if (recording.recorded) {
    return <InForcePage recording={recording} organisation={organisation} go={go} />
  }
  const reached = recording.check ? (recording.explained ? 2 : 1) : 0
  const at = Math.min(step, reached)
  const where = `Step ${at + 1} of 3`
  if (at === 0) {
    return <IdentityStep recording={recording} where={where} onNext={() => onStep(1)} />
  }
  if (at === 1) {
    return <ExplainStep recording={recording} where={where} onNext={() => onStep(2)} />
  }
  return (
    <CheckStep
      questions={questions}
      recording={recording}
      where={where}
      onChange={onStep}
      onNext={() => onStep(3, 'replace')}
    />
  )
}
