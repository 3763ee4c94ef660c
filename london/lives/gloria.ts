/** A hip fracture changed her medicines seven months ago; her practice still repeats the old list. */
import { staff } from '../people/clinicians.ts'
import { suffer } from '../story/crisis.ts'
import type { Plan, Team } from '../story/events.ts'
import { clinic, letter } from '../story/hospital.ts'
import { narrative } from '../story/laboratory.ts'
import { clinicLetter } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import { contact, penicillinRash, problem } from '../story/surgery.ts'
import { atClock, day } from '../time.ts'
import { chronicMedicines, decliningKidneys, hipFracture } from './frailty.ts'
import { ordinaryLife } from './ordinary.ts'

export function tellGloria(life: Life): void {
  ordinaryLife(life, { smokes: 'never', pressure: [148, 76], kilograms: 58, allergiesTold: true })
  penicillinRash(life, life.yearsAgo(31))
  problem(life, 'type-2-diabetes', life.yearsAgo(17))
  problem(life, 'hypertension', life.yearsAgo(24))
  problem(life, 'atrial-fibrillation', life.yearsAgo(5))
  problem(life, 'ckd', life.yearsAgo(5), { note: 'Stage 3b when first recorded' })
  problem(life, 'ckd-4', life.daysAgo(160))
  problem(life, 'osteoarthritis', life.yearsAgo(9))
  decliningKidneys(life, 44, 5)
  chronicMedicines(life, undefined)
  contact(
    life,
    life.daysAgo(52),
    'Diabetes annual review',
    'Feet: pulses present, reduced sensation on the left. eGFR 27. To discuss metformin with her doctor. Lives alone since February, daughter visits daily.',
  )

  const fell = atClock(life.daysAgo(212), 6, 40)
  problem(life, 'hip-fracture', fell, { note: "Right, hemiarthroplasty at King's" })
  const { emergency, admission } = suffer(life, hipFracture, fell, 'RJZ', { days: 12.2, hours: 5 })
  const requester = { ...emergency.consultant, place: 'Emergency Department' }
  narrative(
    life,
    { code: 'XHIPR', name: 'XR Hip right', section: 'RAD' },
    [
      'XR PELVIS AND RIGHT HIP',
      '',
      'Displaced intracapsular fracture of the right femoral neck. Pubic rami intact.',
    ],
    { collected: fell + 3_600_000, ods: 'RJZ', hours: 1, requester, stay: emergency },
  )
  if (!admission?.end) return
  letter(life, {
    ods: 'RJZ',
    at: admission.at + 1.4 * day,
    type: 'OP',
    title: 'Operation note: right hip hemiarthroplasty',
    stay: admission,
    lines: [
      'Operation: cemented hemiarthroplasty, right hip (OPCS-4 W46.1)',
      'Anaesthetic: spinal with fascia iliaca block',
      'Findings: displaced intracapsular fracture, bone of poor quality',
      'Blood loss 250 ml. No complication.',
      'After: full weight bearing, apixaban to restart at 48 hours.',
    ],
  })
  const seen = clinic(life, {
    ods: 'RJZ',
    at: admission.end + 46 * day,
    specialty: '110',
    reason: 'Six weeks after hip hemiarthroplasty',
  })
  clinicLetter(life, seen, {
    title: 'Fracture clinic letter',
    diagnoses: [
      'Right hip hemiarthroplasty for intracapsular fracture',
      'Atrial fibrillation, apixaban 2.5 mg twice a day',
    ],
    body: 'Walks 40 metres with a frame. The wound is healed and the film is satisfactory.\nShe showed me her blister pack: it still holds ramipril, metformin and apixaban 5 mg, all stopped or reduced by our discharge summary of this admission.',
    plan: [
      'General practitioner: please reconcile her repeat list with the discharge summary.',
      'Denosumab clinic referral sent.',
      'Discharged from fracture clinic.',
    ],
  })
  atHome(life, admission.end)
}

function atHome(life: Life, home: number): void {
  const by = staff.physiotherapist
  life.add<Team>({
    kind: 'team',
    keeper: 'community',
    at: home + day,
    end: home + 45 * day,
    name: 'Lambeth Rehabilitation and Reablement Team',
    phone: '020 7946 0513',
    members: [by, staff.districtNurse],
    episode: { type: 'Rehabilitation after hip fracture', coordinator: by },
  })
  life.add<Plan>({
    kind: 'plan',
    keeper: 'community',
    by,
    at: home + 2 * day,
    title: 'Rehabilitation goals',
    category: 'Care plan',
    end: home + 45 * day,
    words: 'Goal: to walk to church with a stick by Christmas.',
    steps: [
      { title: 'Transfers', words: 'Bed and chair without help; toilet frame fitted.' },
      { title: 'Stairs', words: 'One flight with a rail and one person, twice a week.' },
    ],
  })
  for (const days of [3, 17, 40])
    contact(
      life,
      home + days * day,
      'Physiotherapist home visit',
      `Walks ${10 + days} metres with a frame. No falls since discharge.`,
      { keeper: 'community', by, mode: 'home' },
    )
}
