/**
 * What saying no means, in words that a child of nine can follow: read out at the desk, and given
 * on the leaflet. To be agreed by the Caldicott Guardian; any change is a change of what was promised.
 */
export const meaning: readonly (readonly [short: string, whole: string])[] = [
  [
    'We hide your record.',
    'Nobody who cares for you can open your London Care Record. This starts straight away.',
  ],
  [
    'It is hidden from everyone, in an emergency too.',
    'Hospitals, GPs, 111, community nurses, mental health and social care staff will not see it. Not even if you are too ill to speak.',
  ],
  [
    'Staff may not know important things.',
    'They may not know your medicines, your allergies or your illnesses. Tell them yourself, or carry a note. You may be asked the same things again, or have a test again.',
  ],
  [
    'You will still get care.',
    'Nobody will treat you worse because you said no. Each place still keeps its own notes about you. Staff can still phone or write to each other about your care.',
  ],
  [
    'We answer within one month.',
    'A senior member of staff looks at what you asked. Your record stays hidden while they look. If they decide not to keep it hidden, they write to you: who decided, why, and how to complain.',
  ],
  [
    'You can change your mind.',
    'You can do that at any time. Tell us, and staff can see it again.',
  ],
]

/** For the person's questions, at hand and not in the way. */
export const ifTheyAsk: readonly (readonly [question: string, answer: string])[] = [
  [
    'I said no to Connect Care. Do I need to do this again?',
    'No. If you said no to Connect Care, or to a local record before it, we still keep to it.',
  ],
  [
    'Can I hide only a part, or only from one place?',
    'No. The London Care Record is either hidden from everyone, or it can be seen by those who care for you.',
  ],
  [
    'Will my notes be deleted?',
    'Your hospital and your GP must keep their own notes. We keep your name, date of birth and NHS number, only so that we can go on hiding your record.',
  ],
  [
    'Does this stop my data being used for research or planning?',
    'No. That is another choice, the national data opt-out. It also does not change your Summary Care Record. You can make both choices as well as this one.',
  ],
  [
    'Can a law change this?',
    'In a great crisis a law may let staff see the records of people who said no, for a time. It has an end date, and we tell everyone. Your no is kept, and comes back by itself.',
  ],
  [
    'Will the people who look after me know that I said no?',
    'They will see that you have chosen not to share through the London Care Record. They will not see when or why.',
  ],
]

/** By whom it will not be seen. */
export const hiddenFrom: readonly string[] = [
  'hospitals, and their emergency departments',
  'GP practices and pharmacies',
  'NHS 111 and out-of-hours doctors',
  'district nurses and other community teams',
  'mental health teams',
  'social care teams of the councils',
]

/** What will not be seen. */
export const hiddenThings: readonly string[] = [
  'your medicines and allergies',
  'your illnesses and operations',
  'your test results and letters',
  'your visits and appointments',
  'your care plans, and who looks after you',
]
