/** The journeys that the console needs, given what they need. */
import type { ConsoleJourneys } from '#doors'
import {
  confirmMerge,
  dismissMessages,
  downloadMessage,
  mayOperate,
  type Needs,
  replayMessages,
  searchMessages,
  showMessage,
  shownMerges,
  standingPolicy,
  undoMerge,
} from '#journeys'
import type { FeedWatch } from './feed-watch.ts'

export function consoleJourneys(needs: Needs, feedWatch: FeedWatch): ConsoleJourneys {
  return {
    mayOperate: (user) => mayOperate(user, standingPolicy),
    async feedHealth() {
      await feedWatch.look()
      return feedWatch.health
    },
    searchMessages: (user, selection, page) => searchMessages(needs, user, selection, page),
    showMessage: (user, messageId) => showMessage(needs, user, messageId),
    downloadMessage: (user, messageId) => downloadMessage(needs, user, messageId),
    replayMessages: (user, asked) => replayMessages(needs, user, asked),
    dismissMessages: (user, ids, because) => dismissMessages(needs, user, ids, because),
    merges: (user, linesMax) => shownMerges(needs, user, linesMax),
    undoMerge: (user, mergeId) => undoMerge(needs, user, mergeId),
    confirmMerge: (user, mergeId) => confirmMerge(needs, user, mergeId),
  }
}
