/** Who the operator is: whoever can sign with the key that lies in the data folder. */
import { importJWK, jwtVerify } from 'jose'
import { ReplayGuard } from '../fhir/replay-guard.ts'
import type { OperatorNeeds } from './needs.ts'

/** Seconds that one proof can live. */
const lifeMax = 60
const clockToleranceS = 5

/** Answers whether the header is a proof made for this server just now, and used once. */
export function operatorProofs(
  needs: OperatorNeeds,
  audience: () => string,
): (header: string | undefined) => Promise<boolean> {
  const guard = new ReplayGuard()
  const key = importJWK(needs.key, 'ES256')
  return async (header) => {
    const token = /^Bearer ([\w\-.]+)$/.exec(header ?? '')?.[1]
    if (!token || token.length > 4_096) return false
    const now = needs.clock.now()
    const claims = await jwtVerify(token, await key, {
      algorithms: ['ES256'],
      audience: audience(),
      requiredClaims: ['exp', 'iat', 'jti'],
      maxTokenAge: lifeMax,
      clockTolerance: clockToleranceS,
      currentDate: new Date(now),
    }).then(
      (verified) => verified.payload,
      () => undefined,
    )
    if (claims?.exp === undefined || claims.iat === undefined) return false
    if (claims.exp - claims.iat > lifeMax || typeof claims.jti !== 'string') return false
    const until = (claims.exp + clockToleranceS) * 1_000
    return guard.use('operator', claims.jti, until, now) === 'first'
  }
}
