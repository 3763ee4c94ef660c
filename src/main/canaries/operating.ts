/** What the operator does with canaries, given what it needs. */
import { listCanaries, type Needs, removeCanaries, type User } from '#journeys'
import { type PlantNeeds, plant } from './plant.ts'
import { nameOf } from './round.ts'
import type { CanaryWatch } from './watch.ts'

export const canaryJourneys = (given: PlantNeeds & { readonly watch: CanaryWatch }) => {
  const { needs, watch } = given
  const canaries = async () => ({ ...watch.status(), canaries: await lines(needs) })
  return {
    plantCanaries: async (by: User, feeds?: readonly string[]) => {
      const planted = await plant(given, by, feeds)
      await watch.look()
      return planted
    },
    canaries,
    async lookForCanaries() {
      await watch.look()
      return canaries()
    },
    removeCanaries: (by: User, feed?: string) => removeCanaries(needs, by, feed),
    /** Looks again at once: what is still seen is closed again. */
    async reopenChannel(by: User, channel: string, because: string) {
      await watch.reopen(by, channel, because)
      await watch.look()
      return { isOpen: !watch.status().closed.includes(channel) }
    },
  }
}

const lines = async (needs: Needs) =>
  (await listCanaries(needs)).map((one) => ({
    name: nameOf(one),
    feed: one.feed,
    route: one.route,
    plantedAt: one.plantedAt,
    isPlaced: one.personId !== undefined,
  }))
