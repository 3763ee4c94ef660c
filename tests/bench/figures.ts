/** What is said of many measurements: medians, because a machine is never quite quiet. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** By linear interpolation between the two nearest. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)]!
  const high = sorted[Math.ceil(at)]!
  return low + (high - low) * (at - Math.floor(at))
}

/** Milliseconds of a clock that all processes of a machine have together. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0)
