import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { marked } from 'marked'

/**
 * Takes the picture of the example pull request's comment for the README: `npm run picture`, with Chromium installed.
 * With `--dark` it is taken in the dark theme, into the folder for temporary files.
 */
const root = join(import.meta.dirname, '..')
const isDark = process.argv.includes('--dark')
const target = isDark ? join(tmpdir(), 'comment-dark.png') : join(root, 'docs/images/pull-request-comment.png')

/** Text, background, border and link colours, as a page for code review has them. */
const [text, background, border, muted] = isDark
  ? ['#f0f6fc', '#0d1117', '#3d444d', '#9198a1']
  : ['#1f2328', '#ffffff', '#d1d9e0', '#59636e']

const style = `
  body { font: 14px/1.5 "DejaVu Sans", sans-serif; color: ${text}; background: ${background}; margin: 16px; }
  .comment { border: 1px solid ${border}; border-radius: 6px; }
  .author { padding: 8px 16px; border-bottom: 1px solid ${border}; color: ${muted}; }
  .author b { color: ${text}; }
  .body { padding: 4px 16px 12px; }
  h2 { font-size: 1.4em; padding-bottom: .3em; border-bottom: 1px solid ${border}; }
  table { border-collapse: collapse; display: block; overflow: auto; font-size: 12px; }
  th, td { border: 1px solid ${border}; padding: 5px 9px; vertical-align: top; }
  sub { color: ${muted}; }
  summary { cursor: pointer; padding: 2px 0; }
`

const markdown = readFileSync(join(root, 'fixtures/pull-request/comment.md'), 'utf8')
const html = `<!doctype html><meta charset="utf-8"><style>${style}</style>
<div class="comment"><div class="author"><b>github-actions</b> bot commented</div>
<div class="body">${await marked.parse(markdown, { gfm: true, breaks: true })}</div></div>`

const folder = mkdtempSync(join(tmpdir(), 'precious-picture-'))
try {
  const page = join(folder, 'comment.html')
  writeFileSync(page, html)
  const options = [
    '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking',
    `--user-data-dir=${join(folder, 'profile')}`, '--force-device-scale-factor=1.5', '--window-size=1240,1120',
    `--screenshot=${target}`,
  ]
  execFileSync('chromium', [...options, pathToFileURL(page).href], { stdio: 'ignore' })
  console.log(`The picture is in ${target}.`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
