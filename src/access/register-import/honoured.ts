/** What is said of an objection that another register brought (OO-37). */

const months =
  'January February March April May June July August September October November December'.split(' ')

/** 'honoured from Connect Care, recorded 4 March 2019', as precisely as the register knew. */
export function honouredWords(register: string, recordedOn: string | undefined): string {
  const when = recordedOn && dateInWords(recordedOn)
  return `honoured from ${register}${when ? `, recorded ${when}` : ''}`
}

function dateInWords(date: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(date) ?? []
  if (!year) return undefined
  const name = month && months[Number(month) - 1]
  return [day && name && String(Number(day)), name, year].filter(Boolean).join(' ')
}
