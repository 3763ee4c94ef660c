/** What is withheld from a user does not show in what their open screen hears (AC-23). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { breakSeal, guardPerson, openRecord, type User, watchShown } from '#journeys'
import { Watchers } from '#notice'
import { doctor, type TestRecord, testRecord } from '#test-support'
import {
  allergy,
  allowFeed,
  day,
  iso,
  patient,
  type Resource,
  restricted,
  somebody,
} from './fixtures/care.ts'

const trusted = doctor
const other: User = {
  ...doctor,
  key: 'https://issuer.example|2',
  activities: doctor.activities.filter((code) => code !== 'B0380'),
}
const officer = somebody({ key: 'https://issuer.example|officer', activities: ['B0016'] })

describe('AC-23: an open screen', () => {
  const now = Date.now()
  const watchers = new Watchers()
  let record: TestRecord
  let said = 0
  before(async () => {
    record = await testRecord(now)
    await watchers.listen(record.needs.database)
    await allowFeed(record, 'RJZ')
  })
  after(async () => {
    await watchers.close()
    await record.close()
  })

  const load = (resource: Resource): Promise<void> =>
    record.load('RJZ', {
      ...resource,
      meta: { ...(resource.meta as object), lastUpdated: iso(now - day + said++ * 1_000) },
    })

  async function newcomer(id: string, nhs: string): Promise<number> {
    await record.load('RJZ', patient({ id, nhs }))
    await record.load('RJZ', {
      resourceType: 'Encounter',
      id: `visit-${id}`,
      status: 'in-progress',
      class: { code: 'IMP' },
      subject: { reference: `Patient/${id}` },
      period: { start: iso(now - day) },
    })
    return record.personOf('RJZ/RJZ/Patient', id)
  }

  /** What it heard of the next change; the test ends by its own time limit if it hears nothing. */
  function screenOf(user: User, person: number) {
    const heard: number[] = []
    let wake = (): void => {}
    const stop = watchShown(
      record.needs,
      (personId, changed) => watchers.watch(personId, changed),
      user,
      person,
      (version) => {
        // Zero tells nothing: the screen asks whether it may stay.
        if (version > 0) heard.push(version)
        wake()
      },
    )
    const next = async (): Promise<number> => {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return heard.shift()!
    }
    return { next, stop }
  }
  const versionOf = async (user: User, person: number, version?: number) => {
    const opened = await openRecord(record.needs, user, person, {
      requestId: 'test',
      ...(version !== undefined && { version }),
    })
    return opened.outcome === 'opened' ? opened.version : opened.outcome
  }

  test('hears of what its user sees, and of what is withheld from them nothing', async () => {
    const person = await newcomer('w1', '9990000018')
    await load(allergy('a', 'w1', 'Latex', restricted))
    const [sees, does] = [screenOf(other, person), screenOf(trusted, person)]
    const before = await versionOf(other, person)
    // From when on they have both looked: what comes before is told, whoever may see it.
    await load(allergy('x', 'w1', 'Wasps'))
    const shown = await versionOf(other, person)
    for (const screen of [sees, does]) while ((await screen.next()) !== shown);
    assert.notEqual(shown, before)
    await load(allergy('b', 'w1', 'Eggs', restricted))
    assert.equal(await does.next(), await versionOf(trusted, person))
    assert.equal(await versionOf(other, person), shown)
    await load(allergy('c', 'w1', 'Nuts'))
    assert.equal(await sees.next(), await versionOf(other, person), 'and of the eggs nothing')
    await load(allergy('b', 'w1', 'Egg white', restricted))
    await load(allergy('d', 'w1', 'Milk'))
    assert.equal(await sees.next(), await versionOf(other, person))
    sees.stop()
    does.stop()
  })

  test('AC-22: what must lose a place is not told that nothing has changed', async () => {
    const person = await newcomer('w2', '9990000026')
    const untilAt = now + day
    await guardPerson(record.needs, officer, person, { because: 'In the news.', untilAt })
    const words = 'On my ward since this morning.'
    await breakSeal(record.needs, trusted, person, { reason: 'direct-care', words })
    const version = await versionOf(trusted, person)
    assert.ok(typeof version === 'number')
    assert.equal(await versionOf(trusted, person, version), 'unchanged')
    await record.fresh.superuserQuery(
      `INSERT INTO access.restriction (person_id, kind, because, set_at, set_by, set_by_name)
       VALUES ($1, 'whereabouts', 'A source says so', now(), 'source', 'A source')`,
      [person],
    )
    assert.equal(await versionOf(trusted, person, version), version)
  })
})
