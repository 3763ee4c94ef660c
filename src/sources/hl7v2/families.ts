/** Which messages say what, and which segments of them are read. */
import type { Statement } from '#vocabulary'
import { appointments } from './care/appointment.ts'
import { immunisations } from './care/immunisation.ts'
import { medicineOrders } from './care/medicine-order.ts'
import { problems } from './care/problem.ts'
import { orders, referrals } from './care/request.ts'
import type { Reading } from './parts/reading.ts'
import type { PatientGroup } from './people/patient.ts'

type Sayings = (group: PatientGroup, reading: Reading) => Statement[]

/** MSH-9.1 to what reads it; undefined: nothing but the patient is understood. */
export function familyOf(code: string): 'ADT' | 'ORU' | 'MDM' | Sayings | undefined {
  return families[code]
}

const families: Readonly<Record<string, 'ADT' | 'ORU' | 'MDM' | Sayings>> = {
  ADT: 'ADT',
  ORU: 'ORU',
  OUL: 'ORU',
  MDM: 'MDM',
  SIU: appointments,
  REF: referrals,
  VXU: immunisations,
  PPR: problems,
  RDE: medicineOrders,
  OMP: medicineOrders,
  ORM: orders,
  OML: orders,
  OMG: orders,
}

/** Acknowledgements, queries, master files: no message about a patient's care. */
export const withoutPatient: ReadonlySet<string> = new Set(
  'ACK,MCF,MFN,MFK,MFQ,MFR,NMD,NMQ,NMR,QRY,QBP,QCK,RSP,RQA,RQI,RTB,SQM,SQR'.split(','),
)

const always = 'MSH,EVN,PID,SFT,UAC'.split(',')
const segments: Readonly<Record<string, string>> = {
  ADT: 'PD1,NK1,PV1,PV2,AL1,IAM,DG1,PR1,OBX,NTE,MRG,ZU8',
  ORU: 'PV1,ORC,OBR,OBX,NTE,SPM',
  OUL: 'PV1,ORC,OBR,OBX,NTE,SPM',
  MDM: 'PV1,TXA,OBX',
  SIU: 'SCH,PV1,RGS,AIS,AIG,AIL,AIP,NTE',
  REF: 'RF1,PRD,DG1,OBR,NTE,PV1',
  VXU: 'PV1,ORC,RXA,RXR',
  PPR: 'PV1,PRB,NTE',
  RDE: 'PV1,ORC,RXE,RXO,RXR,TQ1,NTE',
  OMP: 'PV1,ORC,RXE,RXO,RXR,TQ1,NTE',
  ORM: 'PV1,ORC,OBR,RXO,NTE',
  OML: 'PV1,ORC,OBR,NTE',
  OMG: 'PV1,ORC,OBR,NTE',
}

const sets = new Map(
  Object.entries(segments).map(([code, names]) => [
    code,
    new Set([...always, ...names.split(',')]),
  ]),
)
const alwaysOnly: ReadonlySet<string> = new Set(always)

export const understood = (code: string): ReadonlySet<string> => sets.get(code) ?? alwaysOnly
