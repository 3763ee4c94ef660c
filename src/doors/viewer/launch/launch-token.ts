/**
 * The signed launch token of systems that do not speak SMART (docs/standards/smart-app-launch.md).
 * Only keys that are configured count: what a token says of keys, by `jku`, `jwk`, `x5u` or
 * `x5c`, refuses it, and `kid` chooses among the configured ones and nothing else (AC-10, AT-27).
 */
import { createHash } from 'node:crypto'
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import { z } from 'zod'
import type { PatientInHand } from '#journeys'
import { Failure } from '#vocabulary'
import { type LauncherSettings, launchAlgorithms, type TokenLauncher } from './needs.ts'

export interface ReadToken {
  readonly launcher: TokenLauncher
  readonly claims: JWTPayload
  readonly patient: PatientInHand
  /** What is remembered so that it is used once, and until when (epoch ms). */
  readonly proof: Uint8Array
  readonly forgetAt: number
}

/** Seconds. */
const lifeMax = 300
const clockTolerance = 30

const id = z.string().min(8).max(200)
const shape = z.object({
  iat: z.number(),
  exp: z.number(),
  jti: id,
  sub: z.string().min(1).max(200),
  patient: z.strictObject({ nhsNumber: z.string().max(32), birthDate: z.iso.date() }),
})
const forbidden = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip'] as const

/** Throws Failure `refused` by which rule it was. */
export async function readLaunchToken(
  token: string,
  launchers: readonly LauncherSettings[],
  { audience, now }: { readonly audience: string; readonly now: number },
): Promise<ReadToken> {
  const { header, issuer } = unverified(token)
  const launcher = launchers.find(
    (one): one is TokenLauncher => one.kind === 'token' && one.issuer === issuer,
  )
  if (!launcher) throw refused('launcher-unknown')
  if (forbidden.some((name) => name in header)) throw refused('launch-token-header')
  const verified = await jwtVerify(token, createLocalJWKSet({ keys: [...launcher.keys] }), {
    issuer: launcher.issuer,
    audience,
    algorithms: [...(launcher.algorithms ?? launchAlgorithms)],
    maxTokenAge: lifeMax,
    clockTolerance,
    currentDate: new Date(now),
  }).catch(() => {
    throw refused('launch-token-refused')
  })
  const claims = verified.payload
  const read = shape.safeParse(claims)
  if (!read.success) throw refused('launch-token-unreadable')
  const { iat, exp, jti, patient } = read.data
  // A token that is also meant for others may have been taken from them.
  if (typeof claims.aud !== 'string' || exp - iat > lifeMax) throw refused('launch-token-refused')
  const proof = createHash('sha256').update(`launch|${launcher.issuer}|${jti}`).digest()
  return { launcher, claims, patient, proof, forgetAt: (exp + 2 * clockTolerance) * 1_000 }
}

function unverified(token: string) {
  try {
    return { header: decodeProtectedHeader(token), issuer: decodeJwt(token).iss }
  } catch {
    throw refused('launch-token-unreadable')
  }
}

const refused = (code: string): Failure =>
  new Failure('refused', code, 'The launch token does not hold.')
