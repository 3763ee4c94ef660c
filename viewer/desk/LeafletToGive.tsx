import { Button } from 'nhsuk-react-components'
import { type ReactNode, useEffect, useState } from 'react'
import { Leaflet, type LeafletProps } from './Leaflet.tsx'
import { LeafletText } from './LeafletText.tsx'

interface ToGiveProps extends LeafletProps {
  /** What stands above it on the screen, and is not printed. */
  readonly children: ReactNode
  readonly below?: ReactNode
}

/** The leaflet as it is printed, and the ways to give it. */
export function LeafletToGive({ children, below, ...leaflet }: ToGiveProps) {
  const [asked, setAsked] = useState({ isLarge: false, times: 0 })
  // Printed once it is drawn in the size that was asked for.
  useEffect(() => {
    if (asked.times > 0) window.print()
  }, [asked])
  const print = (isLarge: boolean) => setAsked(({ times }) => ({ isLarge, times: times + 1 }))
  return (
    <>
      <div className="lcr-desk__unprinted">
        {children}
        <div className="nhsuk-button-group">
          <Button type="button" onClick={() => print(false)}>
            Print the leaflet
          </Button>
          <Button type="button" secondary onClick={() => print(true)}>
            Print it large
          </Button>
        </div>
        <LeafletText {...leaflet} />
        {below}
      </div>
      <Leaflet {...leaflet} isLarge={asked.isLarge} />
    </>
  )
}
