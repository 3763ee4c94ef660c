/**
 * What comes with the file of an earlier register (OO-30, OO-31): whose it is, how many rows it
 * has and as of when, what its form promised, how its columns are called, and who answers for it.
 */
import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import { Failure } from '#vocabulary'

const words = z.string().trim().min(1).max(500)
const column = z.string().trim().min(1).max(200)
const statusWords = z.array(z.string().trim().max(100)).max(100)

const manifestShape = z.strictObject({
  /** As people know it: 'Connect Care'. */
  register: z.string().trim().min(1).max(100),
  owner: words,
  /** When the file was taken from the register, and up to when that had been kept. */
  asOf: z.iso.datetime({ offset: true }),
  cutOff: z.iso.date(),
  /** Without the header and without empty lines. */
  rows: z.int().min(0).max(5_000_000),
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/),
  emergency: z.strictObject({
    /** What the form said in its own words; `never` unless it said otherwise. */
    promised: words,
    overridable: z.enum(['never', 'lacks-capacity']).default('never'),
  }),
  /** What the columns are called in the file: in any order, case and spacing. */
  columns: z
    .strictObject({
      nhsNumber: column,
      family: column,
      given: column,
      /** Both in one: 'SMITH, John' or 'John SMITH'. */
      name: column,
      birthDate: column,
      postcode: column,
      recordedOn: column,
      status: column,
      rowId: column,
      madeBy: column,
      notes: column,
    })
    .partial()
    .refine((named) => named.nhsNumber ?? named.family ?? named.name, {
      message: 'neither a number nor a name is named',
    }),
  /** Of 03/04/2019: which comes first. */
  dates: z.enum(['day-first', 'month-first']).default('day-first'),
  /** A word that is in neither list counts as objected, and is reported. */
  status: z
    .strictObject({ objected: statusWords.default([]), withdrawn: statusWords.default([]) })
    .default({ objected: [], withdrawn: [] }),
  separator: z.enum([',', ';', '\t', '|']).optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).optional(),
  signOff: z.strictObject({ name: words, role: words, on: z.iso.date() }),
})

export type Manifest = z.infer<typeof manifestShape>
export type ColumnName = keyof Manifest['columns']

/** Throws Failure `invalid` with the keys that are wrong, and never with what they hold. */
export function readManifest(body: unknown): Manifest {
  const read = manifestShape.safeParse(body)
  if (read.success) return read.data
  const keys = new Set(
    read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  )
  throw new Failure('invalid', 'manifest', `The manifest is not as agreed. ${[...keys].join('; ')}`)
}

export interface SignedManifest {
  readonly body: unknown
  /** RFC 7638 thumbprint of the key that signed it; absent: it is not signed. */
  readonly signedBy?: string
}

/** A manifest is JSON, or a JWS in compact form around it whose key whoever imports it trusts. */
export async function openManifest(text: string, trusted?: JWK): Promise<SignedManifest> {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const isSigned = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(trimmed)
  if (!isSigned) {
    if (trusted) throw unsigned('The manifest is not signed, and a key was given for it.')
    return { body: readJson(trimmed) }
  }
  if (!trusted) throw unsigned('The manifest is signed: give the key that you trust, with --key.')
  const payload = await verify(trimmed, trusted)
  return { body: readJson(payload), signedBy: await calculateJwkThumbprint(trusted) }
}

async function verify(jws: string, trusted: JWK): Promise<string> {
  try {
    const key = await importJWK(trusted, trusted.alg ?? 'ES256')
    const algorithms = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256']
    return Buffer.from((await compactVerify(jws, key, { algorithms })).payload).toString('utf8')
  } catch (error) {
    const words = 'The signature of the manifest is not one of the key that was given.'
    throw new Failure('invalid', 'manifest-signature', words, { cause: error })
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('invalid', 'manifest', 'The manifest is not JSON.', { cause: error })
  }
}

const unsigned = (text: string): Failure => new Failure('invalid', 'manifest-signature', text)
