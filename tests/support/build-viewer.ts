/** The built screen for tests that look at it: built once, however many test files ask. */
export { buildViewerIfNeeded as buildViewer } from '../../viewer/build.ts'
