/**
 * Many byte strings as one parameter, `$1::bytea[]`, in PostgreSQL's binary form of an array. The
 * driver would write each as hexadecimal digits inside a text: twice the bytes, read and written
 * four times, which is what a letter of 200 KB then mostly costs.
 */

/** pg_type.oid of bytea. */
const byteaOid = 17
const headBytes = 20

export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const length = values.reduce((total, value) => total + 4 + value.length, headBytes)
  const array = Buffer.allocUnsafe(length)
  // One dimension, no nulls, what it holds, how many, counted from one.
  for (const [index, word] of [1, 0, byteaOid, values.length, 1].entries()) {
    array.writeInt32BE(word, index * 4)
  }
  let at = headBytes
  for (const value of values) {
    array.writeInt32BE(value.length, at)
    array.set(value, at + 4)
    at += 4 + value.length
  }
  return array
}
