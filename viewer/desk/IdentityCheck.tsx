import { Checkboxes, Details, Textarea, TextInput } from 'nhsuk-react-components'
import type {
  IdentityCheck,
  MadeBy,
  SeenProof,
  ToldProof,
} from '../../src/doors/viewer/contract.ts'
import { type Form, type readForm, tooShort } from './form.tsx'
import { seenWords, toldWords } from './words.ts'

interface CheckFieldsProps {
  readonly form: Form
  readonly check?: IdentityCheck
  /** As it is known, to compare with what they say. */
  readonly address?: string
}

/** Two steps: something that was seen, and something that they said without being told it. */
export function CheckFields({ form, check, address }: CheckFieldsProps) {
  return (
    <>
      <Checkboxes
        id="seen"
        name="seen"
        idPrefix="seen"
        small
        legend="What proof did you see of whoever stands here?"
        legendProps={{ size: 's' }}
        error={form.errors['seen-1']}
        className="lcr-desk__pairs"
      >
        {Object.entries(seenWords).map(([one, words]) => (
          <Checkboxes.Item
            key={one}
            value={one}
            defaultChecked={check?.seen.includes(one as SeenProof)}
          >
            {words}
          </Checkboxes.Item>
        ))}
      </Checkboxes>
      <Checkboxes
        id="told"
        name="told"
        idPrefix="told"
        small
        legend="What did they tell you themselves?"
        legendProps={{ size: 's' }}
        hint="Ask, and let them say it. Do not read it out to them"
        error={form.errors['told-1']}
        className="lcr-desk__pairs"
      >
        {Object.entries(toldWords).map(([one, words]) => (
          <Checkboxes.Item
            key={one}
            value={one}
            defaultChecked={check?.told.includes(one as ToldProof)}
          >
            {words}
          </Checkboxes.Item>
        ))}
      </Checkboxes>
      {address && (
        <Details>
          <Details.Summary>The address that the NHS holds, to compare</Details.Summary>
          <Details.Text>{address}</Details.Text>
        </Details>
      )}
      <TextInput
        id="check-words"
        name="checkWords"
        label="Anything to add (optional)"
        labelProps={{ size: 's' }}
        hint="Who knows them, or what else you saw. Not the number of a passport or card"
        defaultValue={check?.words}
        error={form.errors['check-words']}
      />
    </>
  )
}

export function readCheck({ one, all }: ReturnType<typeof readForm>): IdentityCheck {
  const words = one('checkWords')
  return {
    seen: all('seen') as SeenProof[],
    told: all('told') as ToldProof[],
    ...(words && { words }),
  }
}

export function checkProblems({ seen, told, words }: IdentityCheck) {
  const needsWords = [...seen, ...told].some((one) => one === 'other' || one === 'known')
  return {
    'seen-1': seen.length === 0 ? 'Choose what you saw' : undefined,
    'told-1': told.length === 0 ? 'Choose what they told you' : undefined,
    'check-words': needsWords && !words ? 'Say who knows them, or what else it was' : undefined,
  }
}

/** Whoever speaks for somebody else shows that they may (OO-21). */
export function EvidenceField({ form, evidence }: { form: Form; evidence?: string }) {
  return (
    <Textarea
      id="evidence"
      name="evidence"
      rows={2}
      label="What shows that they may act for the person?"
      labelProps={{ size: 's' }}
      hint="Their name, what you saw (birth certificate, registered power of attorney, court order), and its number"
      defaultValue={evidence}
      error={form.errors.evidence}
    />
  )
}

export const evidenceProblem = (by: MadeBy, evidence: string): string | undefined =>
  by === 'person'
    ? undefined
    : tooShort(evidence, 'Say what shows that they may act for the person')
