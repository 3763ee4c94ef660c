/** THE WORDS: pure values that every station speaks. */
export * from './failure.ts'
export * from './nhs-number.ts'
export * from './ods-code.ts'
export * from './partial-date.ts'
export * from './record-view.ts'
export * from './translation.ts'
