/** The smallest honest PDF: A4 pages of text in Helvetica (ISO 32000-1 §7.5). */
const linesPerPage = 50

export function pdf(title: string, lines: readonly string[]): Uint8Array {
  const pages: string[][] = []
  for (let from = 0; from < Math.max(1, lines.length); from += linesPerPage) {
    pages.push([...lines.slice(from, from + linesPerPage)])
  }
  const kids = pages.map((_, index) => `${5 + index * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title (${literal(title)}) >>`,
    ...pages.flatMap((page, index) => sheet(page, index === 0 ? title : undefined, 6 + index * 2)),
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, 'latin1')
}

function sheet(lines: readonly string[], title: string | undefined, content: number): string[] {
  const head = title ? `/F1 15 Tf (${literal(title)}) Tj /F1 10 Tf 0 -26 Td ` : ''
  const body = lines.map((line) => `(${literal(line)}) Tj T*`).join('\n')
  const stream = `BT /F1 10 Tf 14 TL 56 780 Td ${head}\n${body}\nET`
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${content} 0 R >>`,
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ]
}

/** A string in parentheses; what WinAnsi lacks loses its accent, and then becomes '?'. */
function literal(words: string): string {
  const letters = [...words].map((letter) => {
    if (letter.charCodeAt(0) < 256) return letter
    const bare = { ł: 'l', Ł: 'L', ı: 'i' }[letter] ?? letter.normalize('NFD')[0] ?? '?'
    return bare.charCodeAt(0) < 256 ? bare : '?'
  })
  return letters.join('').replace(/[\\()]/g, '\\$&')
}
