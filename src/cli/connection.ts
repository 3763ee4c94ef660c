/** The running server, as a command finds and asks it. */
import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { readConfig } from '#config'
import { operatorPath } from '#doors'
import { Failure } from '#vocabulary'
import { operatorKey } from '../main/keys.ts'
import { findRunning, type Running } from '../main/running.ts'

/** Options of every command that asks a running server. */
export interface Where {
  readonly server?: string
  readonly dataFolder?: string
}

export interface Asked {
  readonly origin: string
  readonly dataFolder: string
  /** Asks the operator's door. */
  operator<Answer>(path: string, body?: unknown, cookie?: string): Promise<Answer>
  /** Sends a file to it as it is. */
  operatorBytes<Answer>(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<Answer>
}

const proofSeconds = 30

export function dataFolderOf({ dataFolder }: Where): string {
  return readConfig({ LCR_DATA_FOLDER: dataFolder }).dataFolder
}

export async function running(where: Where): Promise<Running | undefined> {
  return findRunning(dataFolderOf(where))
}

export async function connect(where: Where): Promise<Asked> {
  const dataFolder = dataFolderOf(where)
  const origin = where.server ? originOf(where.server) : (await findRunning(dataFolder))?.origin
  if (!origin) {
    const words = `No server runs on ${dataFolder}. Start it with "lcr start", or say where it is with --data-folder or --server.`
    throw new Failure('unavailable', 'no-server', words)
  }
  return {
    origin,
    dataFolder,
    async operator<Answer>(path: string, body?: unknown, cookie?: string) {
      const answer = await ask(new URL(operatorPath + path, origin), {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${await proof(origin, dataFolder)}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(cookie && { cookie }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      if (!answer.ok) throw await failureOf(answer)
      return (await answer.json()) as Answer
    },
    async operatorBytes<Answer>(path: string, bytes: Uint8Array<ArrayBuffer>) {
      const answer = await ask(new URL(operatorPath + path, origin), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await proof(origin, dataFolder)}`,
          'content-type': 'application/octet-stream',
        },
        body: bytes,
      })
      if (!answer.ok) throw await failureOf(answer)
      return (await answer.json()) as Answer
    },
  }
}

/** As fetch, with words for when nobody answers. */
export async function ask(address: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { redirect: 'manual', ...request })
  } catch {
    const words = `The server at ${address.origin} does not answer.`
    throw new Failure('unavailable', 'no-answer', words)
  }
}

async function proof(origin: string, dataFolder: string): Promise<string> {
  const jwk = await operatorKey(dataFolder)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid })
    .setAudience(origin + operatorPath)
    .setIssuedAt()
    .setExpirationTime(`${proofSeconds}s`)
    .setJti(randomUUID())
    .sign(await importJWK(jwk, 'ES256'))
}

async function failureOf(answer: Response): Promise<Failure> {
  const view = (await answer.json().catch(() => ({}))) as { code?: string; words?: string }
  const kind = answer.status === 401 || answer.status === 403 ? 'refused' : 'unavailable'
  const words = view.words ?? `The server answered ${answer.status}.`
  return new Failure(kind, view.code ?? `status-${answer.status}`, words)
}

function originOf(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Failure('invalid', 'server', `"${text}" is not the address of a server.`)
  }
  return url.origin
}
