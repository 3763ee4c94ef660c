/** Which messages say what, and which segments of them are read. */
import type { Statement } from '#vocabulary'
import { allergies } from './care/allergy.ts'
import { appointments } from './care/appointment.ts'
import { diagnoses } from './care/diagnosis.ts'
import { immunisations } from './care/immunisation.ts'
import { medicinesGiven } from './care/medicine-given.ts'
import { medicineOrders } from './care/medicine-order.ts'
import { problems } from './care/problem.ts'
import { orders, referrals } from './care/request.ts'
import type { Reading } from './parts/reading.ts'
import type { PatientGroup } from './people/patient.ts'
import { measurements } from './results/measurement.ts'

type Sayings = (group: PatientGroup, reading: Reading) => Statement[]

/** MSH-9.1 to what reads it; undefined: nothing but the patient is understood. */
export function familyOf(code: string): 'ADT' | 'ORU' | 'MDM' | Sayings | undefined {
  return families[code]
}

/** What a sender finds worth telling beside its subject: allergies and measurements. */
const beside =
  (sayings: Sayings): Sayings =>
  (group, reading) => [
    ...sayings(group, reading),
    ...allergies(group.segments, reading, false),
    ...measurements(group.segments, undefined, reading),
  ]

const accounts: Sayings = (group, reading) => diagnoses(group.segments, undefined, reading)
const requests = beside(orders)
const prescriptions = beside(medicineOrders)
const supplies = beside(medicinesGiven)
const plans = beside((group, reading) => [...problems(group, reading), ...orders(group, reading)])

const families: Readonly<Record<string, 'ADT' | 'ORU' | 'MDM' | Sayings>> = {
  ADT: 'ADT',
  ORU: 'ORU',
  OUL: 'ORU',
  MDM: 'MDM',
  SIU: beside(appointments),
  REF: beside(referrals),
  RRI: beside(referrals),
  VXU: immunisations,
  VXR: immunisations,
  VXX: immunisations,
  PPR: plans,
  PPG: plans,
  PPP: plans,
  PGL: plans,
  RDE: prescriptions,
  RRE: prescriptions,
  OMP: prescriptions,
  ORP: prescriptions,
  RGV: prescriptions,
  RRG: prescriptions,
  RDS: supplies,
  RRD: supplies,
  RAS: supplies,
  RRA: supplies,
  ORM: requests,
  ORR: requests,
  OML: requests,
  ORL: requests,
  OMG: requests,
  ORG: requests,
  OMI: requests,
  BAR: beside(accounts),
  DFT: beside(accounts),
}

/** Acknowledgements, queries, master files: no message about a patient's care. */
export const withoutPatient: ReadonlySet<string> = new Set(
  'ACK,MCF,MFN,MFK,MFQ,MFR,NMD,NMQ,NMR,QRY,QBP,QCK,RSP,RQA,RQI,RTB,SQM,SQR'.split(','),
)

/** Read in every message, or known to say nothing of anybody's care: accounts and insurances. */
const always =
  'MSH,EVN,PID,SFT,UAC,MSA,ERR,PD1,CON,PV1,PV2,ACC,GT1,IN1,IN2,IN3,UB1,UB2,PDA,DRG,FT1,BLG,DSC,CTI'.split(
    ',',
  )
const requested = 'ORC,OBR,OBX,NTE,TQ1,DG1,AL1,IAM,RXO,RXR,RXC,RXE'
const medicines = 'ORC,RXE,RXO,RXR,RXC,RXG,TQ1,NTE,OBX,DG1,AL1,IAM'
const goals = `PRB,GOL,ROL,PTH,${requested}`
const segments: Readonly<Record<string, string>> = {
  ADT: 'NK1,AL1,IAM,IAR,DG1,PR1,OBX,NTE,MRG,ROL,DB1,ARV,ZU8',
  ORU: 'ORC,OBR,OBX,NTE,SPM,SAC',
  OUL: 'ORC,OBR,OBX,NTE,SPM,SAC',
  MDM: 'TXA,OBX',
  SIU: 'SCH,RGS,AIS,AIG,AIL,AIP,NTE,TQ1,DG1,OBX',
  REF: 'RF1,PRD,DG1,PR1,OBR,OBX,NTE,AL1',
  RRI: 'RF1,PRD,DG1,PR1,OBR,OBX,NTE,AL1',
  VXU: 'ORC,RXA,RXR,OBX,NTE',
  VXR: 'ORC,RXA,RXR,OBX,NTE,QRD',
  VXX: 'QRD',
  PPR: goals,
  PPG: goals,
  PPP: goals,
  PGL: goals,
  RDE: medicines,
  RRE: medicines,
  OMP: medicines,
  ORP: medicines,
  RGV: medicines,
  RRG: medicines,
  RDS: `${medicines},RXD`,
  RRD: `${medicines},RXD`,
  RAS: `${medicines},RXA`,
  RRA: `${medicines},RXA`,
  ORM: requested,
  ORR: requested,
  OML: requested,
  ORL: requested,
  OMG: requested,
  ORG: requested,
  OMI: requested,
  BAR: 'DG1,PR1,AL1,OBX',
  DFT: 'DG1,PR1,AL1,OBX',
}

const sets = new Map(
  Object.entries(segments).map(([code, names]) => [
    code,
    new Set([...always, ...names.split(',')]),
  ]),
)
const alwaysOnly: ReadonlySet<string> = new Set(always)

export const understood = (code: string): ReadonlySet<string> => sets.get(code) ?? alwaysOnly
