// Draws docs/shell.svg: a session of the shell on the local cloud, as a terminal shows it. Needs tmux and a build.
//   node .config/record-shell.mjs
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const COLUMNS = 92
const ROWS = 30
const COLORS = {
  31: '#f44747',
  32: '#6a9955',
  33: '#dcdcaa',
  34: '#569cd6',
  35: '#c586c0',
  36: '#4ec9b0',
  94: '#569cd6',
}
const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'skyql-'))
const tmux = (...args) =>
  execFileSync('tmux', ['-L', 'skyql-record', ...args], { encoding: 'utf8' })

async function until(text) {
  for (let tries = 0; tries < 400; tries++) {
    if (tmux('capture-pane', '-p').includes(text)) return
    await delay(50)
  }
  throw new Error(`waited for ${text}`)
}

async function enter(text, wanted) {
  tmux('send-keys', '-l', text)
  tmux('send-keys', 'Enter')
  await until(wanted)
}

const program = `env XDG_CONFIG_HOME=${folder} node ${join(root, 'dist/skyql.cjs')} shell --local`
tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), '-c', folder, program)
try {
  await until('skyql>')
  await enter(
    "INSERT INTO awscc.s3.buckets (bucket_name) VALUES ('access-logs'), ('artifacts')",
    '[y/N]',
  )
  tmux('send-keys', 'y')
  await until('(2 rows')
  await enter('SELECT region, bucket_name, arn FROM awscc.s3.buckets', 'arn:aws:s3:::artifacts')
  tmux('send-keys', '-l', 'SELECT * FROM awscc.ec2.vp')
  tmux('send-keys', 'Tab')
  await until('AWS::EC2::VPC')
  await delay(200)
  writeFileSync(join(root, 'docs/shell.svg'), svg(tmux('capture-pane', '-p', '-e')))
} finally {
  tmux('kill-server')
}

/** Text with the colours of a terminal as a picture. */
function svg(screen) {
  const lines = screen.trimEnd().split('\n')
  const [width, height] = [COLUMNS * 8.43 + 24, lines.length * 18 + 24]
  const body = lines.map((line, index) => {
    const y = 30 + index * 18
    return `<text x="12" y="${y}" xml:space="preserve">${pieces(line)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#d4d4d4">
<rect width="100%" height="100%" rx="6" fill="#1e1e1e"/>
${body.join('\n')}
</svg>
`
}

function pieces(line) {
  let style = {}
  return line
    .split(/(\x1b\[[\d;]*m)/)
    .map((piece) => {
      const codes = /^\x1b\[([\d;]*)m$/.exec(piece)?.[1]
      if (codes === undefined) return piece === '' ? '' : span(piece, style)
      for (const code of codes.split(';').map(Number)) style = after(style, code)
      return ''
    })
    .join('')
}

function after(style, code) {
  if (code === 0) return {}
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 7) return { ...style, inverse: true }
  if (code === 27) return { ...style, inverse: false }
  if (code === 39) return { ...style, color: undefined }
  return COLORS[code] === undefined ? style : { ...style, color: COLORS[code] }
}

function span(text, { color, bold, dim, inverse }) {
  const shown = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const look = [
    inverse ? 'text-decoration="underline"' : '',
    color === undefined ? '' : `fill="${color}"`,
    bold ? 'font-weight="bold"' : '',
    dim ? 'opacity="0.6"' : '',
  ]
  return `<tspan ${look.filter(Boolean).join(' ')}>${shown}</tspan>`
}
