import type { SilentSource, SourceView } from '../../src/doors/viewer/contract.ts'

/** Since when (ISO instants) a source says nothing at all, or something it said is not shown. */
export function behindOf(
  source: SourceView,
  silent: readonly SilentSource[],
): { silentSince?: string; delayedSince?: string } {
  return {
    silentSince: silent.find(({ ods }) => ods === source.ods)?.since,
    delayedSince: source.delayedSince,
  }
}
