/** Who shares what, and is it up? */

export { allFeeds, type Feed, feedByClient, noteFeeds, registerFeed } from './feeds.ts'
export { organisationName } from './organisations.ts'
