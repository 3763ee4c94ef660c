/** Who shares what, and is it up? */
export { organisationName } from './organisations.ts'
export { allFeeds, feedByClient, noteFeeds, registerFeed, type Feed } from './feeds.ts'
