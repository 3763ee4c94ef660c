import { describe, professionals } from '#doors'
import { cast } from '#london'
import type { Server } from '#main'
import { showNhsNumber } from '#vocabulary'

/** What somebody who has just started it for the first time wants to know. */
export function welcome({ origin, mllp }: Server): string {
  // The engineer opens nobody's record: she looks after the feeds.
  const logins = new Set(['integration-engineer', ...cast.flatMap((person) => person.openedBy)])
  const users = professionals.filter(({ login }) => logins.has(login))
  const widest = Math.max(...users.map(({ name }) => name.length))
  const people = cast.map(({ name, nhsNumber, birthDate, openedBy }) => {
    const by = users.filter(({ login }) => openedBy.includes(login)).map((user) => user.name)
    return `  ${name}, NHS number ${showNhsNumber(nhsNumber)}, born ${birthDate}: as ${by.join(' or ')}`
  })
  return `
The London Care Record is at ${origin}/
HL7 v2 messages are received at ${mllp.host}:${mllp.port} (MLLP), FHIR R4 at ${origin}/fhir

A demonstration: all people and professionals are invented. Sign in as one of
${users.map((one) => `  ${one.name.padEnd(widest)}  ${describe(one)}`).join('\n')}

and look for
${people.join('\n')}

As from a hospital's own system, without signing in again: ${origin}/demonstration/ehr/

`
}
