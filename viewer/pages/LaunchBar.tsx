import { LinkButton } from '../design/parts.tsx'

/** Said on every page of a session that the user's own system began (AC-10). */
export function LaunchBar(props: {
  readonly system: string
  /** Back to the patient that was in hand; absent while theirs is the record on the screen. */
  readonly onBack?: () => void
}) {
  return (
    <p className="lcr-launch">
      {props.onBack ? (
        <>
          You came from {props.system}.{' '}
          <LinkButton onClick={props.onBack}>Go to the patient you had open there</LinkButton>
        </>
      ) : (
        <>
          Opened from {props.system}, for the patient you had open there. To see another one, open
          the record from there again.
        </>
      )}
    </p>
  )
}
