import { Button, Details } from 'nhsuk-react-components'
import { useRef, useState } from 'react'
import type { LeafletProps } from './Leaflet.tsx'
import { leafletText } from './leaflet-text.ts'

/** To be pasted into the organisation's own e-mail: it knows the address, and we do not keep one. */
export function LeafletText(props: LeafletProps) {
  const text = useRef<HTMLTextAreaElement>(null)
  const [told, setTold] = useState('')

  async function copy() {
    text.current?.select()
    try {
      await navigator.clipboard.writeText(leafletText(props))
      setTold('Copied. Paste it into your e-mail.')
    } catch {
      setTold('Press Ctrl and C to copy what is marked.')
    }
  }

  return (
    <Details>
      <Details.Summary>Send it by e-mail instead</Details.Summary>
      <Details.Text>
        <label className="nhsuk-label" htmlFor="leaflet-text">
          The text of the leaflet. It names nobody.
        </label>
        <textarea
          id="leaflet-text"
          className="nhsuk-textarea"
          rows={8}
          readOnly
          ref={text}
          value={leafletText(props)}
        />
        <Button type="button" secondary small onClick={() => void copy()}>
          Copy the text
        </Button>
        <p role="status">{told}</p>
      </Details.Text>
    </Details>
  )
}
