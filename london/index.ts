/**
 * THE STAND-IN: a synthetic London of invented people with coherent lives, and the systems that
 * send what they know of them. Real organisations, nobody real in them. It speaks to the doors
 * over the wire, as a hospital would.
 */
export { type CastMember, cast } from './cast.ts'
export { type City, type CityOptions, city, inHospital, type Resident } from './city.ts'
export { type Feed, feeds } from './feeds.ts'
export { history } from './history.ts'
export { living } from './living/living.ts'
export type { Person } from './people/person.ts'
export { type Random, randomFrom } from './random.ts'
export { type Lines, type LiveLines, live, type Progress, sendHistory } from './sending/send.ts'
export type { FeedKey, FhirAddress } from './sending/speak-fhir.ts'
export type { MllpAddress } from './sending/speak-mllp.ts'
export type { Sending } from './sending.ts'
export type { LifeEvent } from './story/events.ts'
