/** What tests of every kind stand on. */
export * from './fresh-database.ts'
export { testServer } from './test-server.ts'
export { doctor, type TestRecord, testRecord } from './with-record.ts'
