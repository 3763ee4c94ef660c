/** The report of a check as one page that needs nothing else: no script, no address, no image. */
import type { CheckReport, Finding, Section, Suggestion } from './report.ts'
import { jsonLines, writeJson } from './write-json.ts'

const rowsMax = 500

export function renderHtml(report: CheckReport): string {
  const { profile, fits, figures, findings, sections, suggestions, proposal } = report
  const name = `${escaped(profile.name)} ${profile.version}`
  return `<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Feed profile ${name}</title>
<style>${style}</style>
<header>
<p class="kind">Check of a feed profile</p>
<h1>${name}</h1>
${profile.about ? `<p>${escaped(profile.about)}</p>` : ''}
<p class="verdict ${fits ? 'fits' : 'wrong'}">${fits ? 'It fits these messages' : 'It does not fit these messages yet'}</p>
<ul class="figures">${figures.map(({ label, value }) => `<li><b>${value.toLocaleString('en-GB')}</b> ${escaped(label)}</li>`).join('')}</ul>
</header>
<main>
<section><h2>Findings</h2>
${findings.length === 0 ? '<p>Nothing to change.</p>' : `<ul class="findings">${findings.map(finding).join('\n')}</ul>`}
</section>
${suggestions.length === 0 ? '' : `<section><h2>Lines to add or change in the profile</h2>\n${suggestions.map(suggestion).join('\n')}</section>`}
${sections.map(section).join('\n')}
<section><h2>The profile with all of that</h2>
<p>To be looked through: what is to be asked of the sender is not decided here.</p>
<pre>${escaped(writeJson(proposal))}</pre></section>
</main>
<footer>Codes, authorities and units are shown as sent. Names, numbers and dates of patients are not.</footer>
</html>
`
}

const finding = ({ level, words, times, place }: Finding): string =>
  `<li class="${level}"><span class="tag">${level === 'wrong' ? 'To change' : 'To look at'}</span>
<span>${escaped(words)}${times === undefined ? '' : ` <b>×${times}</b>`}${
    place ? `<br><small>first in ${escaped(place)}</small>` : ''
  }</span></li>`

const suggestion = ({ why, ask, add }: Suggestion): string =>
  `<div class="suggestion"><p>${escaped(why)}${
    ask ? `<br><strong>To be asked:</strong> ${escaped(ask)}` : ''
  }</p><pre>${escaped(jsonLines(add))}</pre></div>`

function section({ title, about, head, rows }: Section): string {
  const isNumber = head.map((_, n) => rows.every((row) => /^[\d,]*$/.test(row[n] ?? '')))
  const cells = (row: readonly string[], tag: 'td' | 'th'): string =>
    row
      .map((cell, n) => `<${tag}${isNumber[n] ? ' class="number"' : ''}>${escaped(cell)}</${tag}>`)
      .join('')
  const more = rows.length - rowsMax
  return `<section><h2>${escaped(title)}</h2><p>${escaped(about)}</p>
<table><thead><tr>${cells(head, 'th')}</tr></thead>
<tbody>${rows
    .slice(0, rowsMax)
    .map((row) => `<tr>${cells(row, 'td')}</tr>`)
    .join('\n')}</tbody></table>${more > 0 ? `<p>and ${more} more</p>` : ''}</section>`
}

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What senders wrote is text, whatever it looks like. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? '')
}

const style = `
:root{color-scheme:light;--ink:#212b32;--soft:#4c6272;--line:#d8dde0;--blue:#005eb8;--red:#d5281b;--green:#007f3b;--amber:#8a5a00}
*{box-sizing:border-box}
body{margin:0;background:#f0f4f5;color:var(--ink);font:16px/1.5 Frutiger,Arial,sans-serif}
header,main,footer{max-width:1100px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
.kind{margin:0;color:var(--soft)}
h1{margin:0 0 8px;font-size:32px;line-height:1.2}
h2{margin:0 0 4px;font-size:20px}
section{background:#fff;border:1px solid var(--line);border-radius:4px;padding:20px 24px;margin:20px 0;overflow-x:auto}
section>p{margin:0 0 12px;color:var(--soft)}
.verdict{display:inline-block;margin:8px 0;padding:6px 14px;border-radius:4px;color:#fff;font-weight:600}
.fits{background:var(--green)}.verdict.wrong{background:var(--red)}
.figures{display:flex;flex-wrap:wrap;gap:12px;margin:12px 0 0;padding:0;list-style:none}
.figures li{background:#fff;border:1px solid var(--line);border-radius:4px;padding:10px 18px;color:var(--soft)}
.figures b{display:block;font-size:24px;line-height:1.2;color:var(--ink)}
.findings{margin:8px 0 0;padding:0;list-style:none}
.findings li{display:flex;gap:14px;padding:10px 0;border-top:1px solid var(--line)}
.findings small{color:var(--soft);overflow-wrap:anywhere}
.tag{flex:0 0 92px;height:26px;text-align:center;font-size:14px;line-height:24px;border:1px solid;border-radius:4px;color:var(--amber)}
.findings .wrong .tag{color:var(--red)}
.suggestion{border-top:1px solid var(--line);padding-top:12px;margin-top:12px}
.suggestion p{margin:0 0 8px}
pre{margin:0;padding:12px 16px;background:#f0f4f5;border-left:4px solid var(--blue);overflow-x:auto;font:14px/1.45 Consolas,Menlo,monospace}
table{border-collapse:collapse;min-width:60%}
th,td{padding:6px 24px 6px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:break-word}
td:last-child{overflow-wrap:anywhere}
th{font-weight:600;color:var(--soft)}
.number{text-align:right;white-space:nowrap}
footer{padding-top:8px;padding-bottom:40px;color:var(--soft)}
@media print{body{background:#fff}section{break-inside:avoid-page}}
`
