/** What a role allows: NHS RBAC activity codes by the policy, and only for a strong sign-in. */
import { belongsTo } from '#vocabulary'
import type { Policy } from './policy.ts'
import { operatorKey, type User } from './user.ts'

/** One of the role's activities, or of what they contain, is one of these (AC-05). */
export const has = (user: User, policy: Policy, codes: readonly string[]): boolean =>
  withContained(user.activities, policy).some((activity) => codes.includes(activity))

/** A code that nobody knows contains nothing, and no rule names it. */
function withContained(activities: readonly string[], { includes }: Policy): string[] {
  const all = [...activities]
  for (const code of all) {
    // Every object has a 'constructor'.
    if (!Object.hasOwn(includes, code)) continue
    all.push(...includes[code]!.filter((one) => !all.includes(one)))
  }
  return all
}

/** AAL3 meets AAL3 and AAL2; a claim that is not known meets nothing. */
export function isAssured(user: User, policy: Policy): boolean {
  const level = /^AAL([123])(_|$)/.exec(user.assurance)?.[1]
  return Number(level) >= Number(floorOf(user, policy).slice(3))
}

/** What is said of a site goes before what is said of its trust, and that before all others. */
function floorOf({ organisation }: User, { assuranceFloor, assuranceFloors }: Policy) {
  const [closest] = Object.entries(assuranceFloors)
    .filter(([code]) => belongsTo(organisation, code))
    .sort(([one], [other]) => other.length - one.length)
  return closest?.[1] ?? assuranceFloor
}

const mayDo = (user: User, policy: Policy, codes: readonly string[]): boolean =>
  isAssured(user, policy) && has(user, policy, codes)

export const mayOpen = (user: User, policy: Policy): boolean =>
  mayDo(user, policy, policy.activities.open)
/** May find persons; without `open`, to see who they are and nothing else. */
export const mayFind = (user: User, policy: Policy): boolean =>
  mayDo(user, policy, policy.activities.find) && !isHeldToLaunch(user, policy)

/** A launched session is for the one person whom the user had in hand (AC-10). */
export const isHeldToLaunch = (user: User, policy: Policy): boolean =>
  user.launch !== undefined && !has(user, policy, policy.activities.findBesideLaunch)
export const mayDeclare = (user: User, policy: Policy): boolean =>
  mayOpen(user, policy) && has(user, policy, policy.activities.declare)
/** May let a colleague see a person whom they see by evidence themselves (LR-03). */
export const mayGrant = (user: User, policy: Policy): boolean =>
  mayOpen(user, policy) && has(user, policy, policy.activities.grant)

/** May record and decide objections: no way to anybody's record. */
export const mayKeepObjections = (user: User, policy: Policy): boolean =>
  mayDo(user, policy, policy.activities.objections)
/** May guard and seal, review declarations, disable users and approve what needs two. */
export const mayGuard = (user: User, policy: Policy): boolean =>
  mayDo(user, policy, policy.activities.guard)

/** May look at messages, read them again and dismiss them: no way to anybody's record. */
export const mayOperate = (user: User, policy: Policy): boolean =>
  user.key === operatorKey || mayDo(user, policy, policy.activities.operate)
