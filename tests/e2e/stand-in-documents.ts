/** Small invented documents of each kind that the screen shows. */
import { createHash } from 'node:crypto'

/** The bytes of the documents, by hash. */
export const contents = new Map<string, { type: string; bytes: Buffer }>()
export function keepDocument(type: string, content: string | Buffer) {
  const bytes = Buffer.from(content as string)
  const hash = createHash('sha256').update(bytes).digest('hex')
  contents.set(hash, { type, bytes })
  return { hash, contentType: type, bytes: bytes.length }
}

export const letter = `Goose Green Surgery
12 Invented Road, London SE22

To: Emergency Department, King's College Hospital
About: Mrs Marjorie ADEYEMI, born 14-Mar-1939, NHS number 999 123 4527

Dear colleague

Thank you for seeing this 87 year old lady, who lives alone with carers four times
a day. She has had three falls in two weeks and has been drinking little.

She had anaphylaxis to penicillin in 1998.

Her daughter Folake (07700 900123) should be told of any admission.

Yours sincerely
Dr Tunde Bakare
`

export const summary = `<!doctype html><title>Discharge summary</title><h1>Discharge summary</h1>
<p>Mrs Marjorie Adeyemi, NHS number 999 123 4527</p><table><tr><th>Diagnosis<td>Urinary tract
infection</table><script>document.title = 'A script ran'</script>`

export function smallPdf(words: string): Buffer {
  const stream = `BT /F1 16 Tf 60 760 Td (${words}) Tj ET`
  const parts = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = parts.map((part, index) => {
    const at = pdf.length
    pdf += `${index + 1} 0 obj\n${part}\nendobj\n`
    return at
  })
  const start = pdf.length
  pdf += `xref\n0 6\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  return Buffer.from(`${pdf}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`)
}
