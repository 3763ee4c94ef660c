/** An open screen closes when the person on it says no, or turns out to be somebody who did. */
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileMessages, tendRegister, whyNotPermitted } from '#journeys'
import { Watchers } from '#notice'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import type { MyPatients } from '../../src/doors/viewer/contract.ts'
import { objects } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'
import { openDoor } from './sign-in-door.ts'

describe('18: OO-13: an open screen', () => {
  let record: TestRecord
  let door: Awaited<ReturnType<typeof openDoor>>
  const watchers = new Watchers()
  let shown = 0
  before(async () => {
    record = await testRecord()
    await watchers.listen(record.needs.database)
    door = await openDoor({
      screenFolder: await mkdtemp(join(tmpdir(), 'screen-')),
      journeys: {
        watch: (personId, changed) => watchers.watch(personId, changed),
        whyNotPermitted: (_user, personId) => whyNotPermitted(record.needs, doctor, personId),
        myPatients: async () => ({ patients: [{ personId: shown, name: {} }], more: false }),
      },
    })
  })
  after(async () => {
    await door.close()
    await watchers.close()
    await record.close()
  })

  /** Reads on until the words come; the test ends by its own time limit if they never do. */
  async function screenOf(personId: number) {
    shown = personId
    const as = await signInAs(door.origin, 'emergency-doctor')
    const mine = (await (await door.post('/api/my-patients', {}, as)).json()) as MyPatients
    const answer = await fetch(`${door.origin}/api/changes?handle=${mine.patients[0]!.handle}`, {
      headers: { cookie: as.cookie },
    })
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    return async (words: string): Promise<string> => {
      while (!text.includes(words)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`The stream ended: ${text}`)
        text += value
      }
      return text
    }
  }

  test('closes as soon as the person has said no, and says so to who may know', async () => {
    await record.send(admission({ control: 'OS1', mrn: '950', nhs: '9990000018' }))
    const person = await record.personOf('RJZ/MRN', '950')
    const until = await screenOf(person)
    await until('heartbeat')
    const began = performance.now()
    await objects(record, { personId: person })
    const told = await until('event: closed')
    assert.match(told, /chosen not to share/)
    assert.doesNotMatch(told, /event: changed/)
    assert.ok(performance.now() - began < 60_000, 'without waiting for the check of every minute')
  })

  test('AT-46: closes when somebody who has objected is merged into the person on it', async () => {
    await record.send(
      admission({ control: 'OS2', mrn: '951' }),
      admission({ control: 'OS3', mrn: '952' }),
    )
    await objects(record, { personId: await record.personOf('RJZ/MRN', '951') })
    const until = await screenOf(await record.personOf('RJZ/MRN', '952'))
    await until('heartbeat')
    await record.receive(
      admission({ control: 'OS4', mrn: '952', merged: '951', event: 'A40', at: '20261122084000' }),
    )
    await fileMessages(record.needs, 10)
    const told = await until('event: closed')
    assert.doesNotMatch(told, /event: changed/)
    while (await tendRegister(record.needs));
  })
})
