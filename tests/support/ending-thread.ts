/**
 * A filing thread that ends: once for no reason, and then whenever it comes to message 7, until
 * that one is set aside.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { FilingOrders, FromFiling, ToFiling } from '../../src/main/filing-worker.ts'

const orders = workerData as FilingOrders
const say = (words: FromFiling): void => parentPort?.postMessage(words)
const poison = 7

if (orders.setAside === poison) {
  say({ said: 'settled', messageIds: [poison], tookMs: 0 })
  parentPort?.on('message', (told: ToFiling) => {
    if (told === 'wake') say({ said: 'settled', messageIds: [8], tookMs: 10 })
    else parentPort?.close()
  })
} else {
  setTimeout(() => {
    if (orders.isCareful) new BigInt64Array(orders.atWork)[0] = BigInt(poison)
    throw new RangeError('of nobody')
  }, 5)
}
say({ said: 'ready', recovered: 0 })
