import { execFile, type SpawnOptions, spawn } from 'node:child_process'
import { chown, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

/**
 * PostgreSQL refuses to run as root. So root runs it in a user namespace, in which it is nobody
 * but its files stay root's; where namespaces are forbidden, as the real account `nobody`.
 */
export type Account = 'ourselves' | 'namespace' | 'nobody'

const nobody = 65534
/** Of util-linux, on every Linux but the smallest containers. */
const namespaceProgram = 'unshare'
const namespaceFlags = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`]

export async function chooseAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return 'ourselves'
  const namespacesWork = await promisify(execFile)(namespaceProgram, [
    ...namespaceFlags,
    'true',
  ]).then(
    () => true,
    () => false,
  )
  return namespacesWork ? 'namespace' : 'nobody'
}

/** The child's process id is that of the program itself: unshare replaces itself by it. */
export function spawnAs(
  account: Account,
  program: string,
  parameters: readonly string[],
  options: SpawnOptions,
) {
  if (account === 'namespace') {
    return spawn(namespaceProgram, [...namespaceFlags, '--', program, ...parameters], options)
  }
  const owner = account === 'nobody' ? { uid: nobody, gid: nobody } : {}
  return spawn(program, parameters, { ...options, ...owner })
}

export async function giveTo(account: Account, folder: string): Promise<void> {
  if (account === 'nobody') await chown(folder, nobody, nobody)
}

/** The first folder on the way that this account may not pass, if there is one. */
export async function closedAncestor(
  account: Account,
  target: string,
): Promise<string | undefined> {
  if (account !== 'nobody') return undefined
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const { mode, uid } = await stat(folder)
    const passable = uid === nobody ? 0o100 : 0o001
    if ((mode & passable) === 0) return folder
    if (folder === path.dirname(folder)) return undefined
  }
}
