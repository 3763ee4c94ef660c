/** From FHIR R4 resources to the record as it is shown: lines, the banner, presence and order. */
export { compareItems } from './compare-items.ts'
export { itemOf, shownKinds } from './item-of.ts'
export { personView } from './person-view.ts'
export { presenceOf } from './presence.ts'
