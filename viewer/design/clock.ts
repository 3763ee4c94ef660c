import { useEffect, useState } from 'react'

/** How far the server's clock is ahead of this computer's, in ms. Ward computers drift. */
let aheadMs = 0

/** Learns the server's time from an answer's Date header, which is whole seconds. */
export function setClock(dateHeader: string | null): void {
  const server = Date.parse(dateHeader ?? '')
  if (Number.isNaN(server)) return
  const difference = server - Date.now()
  aheadMs = Math.abs(difference) > 5_000 ? difference : 0
}

/** Now, as the server counts it: permits, sessions and ages are measured with it. */
export function now(): number {
  return Date.now() + aheadMs
}

/** Now, renewed often enough for 'five minutes ago' to be true. */
export function useNow(everyMs = 20_000): number {
  const [time, setTime] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return time
}
