/** THE DOORS: what comes in and goes out, and by which way. */
export { type FhirArrival, type FiledReport, fhirDoor } from './fhir/fhir-door.ts'
export { Awaited } from './filing/awaited.ts'
export { Backlog } from './filing/backlog.ts'
export { Filing, type FilingDoor, type SettledBatch } from './filing/filing.ts'
export {
  identityProviderDoor,
  identityProviderPath,
} from './identity-provider/identity-provider.ts'
export { describe, professionals } from './identity-provider/professionals.ts'
export { type SignedInAs, signInAs } from './identity-provider/sign-in-as.ts'
export { type MetricsDoor, openMetrics } from './metrics/metrics.ts'
export { Frames, frame } from './mllp/frames.ts'
export { type MllpDoor, openMllp } from './mllp/mllp.ts'
export { operatorDoor, operatorPath } from './operator/operator.ts'
export { serverOptions } from './viewer/answers.ts'
export type { ConsoleJourneys } from './viewer/console-needs.ts'
export { type DeclareReason, declareReasons } from './viewer/contract.ts'
export type { ViewerJourneys } from './viewer/needs.ts'
export { callbackPath } from './viewer/sign-in/sign-in.ts'
export { viewerDoor } from './viewer/viewer.ts'
