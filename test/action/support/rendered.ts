import { marked } from 'marked'
import { untagged } from '../../../src/action/comment-tag.ts'

/** What the action's own Markdown is made of. None of it has attributes. */
const usualTags: ReadonlySet<string> = new Set(
  'h2 p b i em strong code br sub ul li table thead tbody tr th td details summary'
    .split(' ')
    .flatMap((name) => [`<${name}>`, `</${name}>`]),
)

/** What of a text did not come from the action: tags, rows of another width, mentions, control characters. */
export interface Foreign {
  readonly tags: readonly string[]
  readonly rows: readonly string[]
  readonly mentions: readonly string[]
  readonly characters: readonly string[]
}

export const nothingForeign: Foreign = { tags: [], rows: [], mentions: [], characters: [] }

/** Looks at a text as GitHub shows it. */
export function foreignIn(markdown: string): Foreign {
  const text = untagged(markdown)
  const html = marked.parse(text, { async: false, gfm: true })
  const tags = (html.match(/<[^>]*>?/g) ?? []).filter((tag) => !usualTags.has(tag))
  const mentions = text.match(/[@#][\w/-]+|\w:\/\/\w*|www\.\w*/g) ?? []
  const characters = text.replaceAll('\n', ' ').match(new RegExp(dangerous, 'g')) ?? []
  return { tags, rows: [...foreignRows(text)], mentions, characters }
}

/** Characters that drive a terminal, end a line or turn its direction. */
// oxlint-disable-next-line no-control-regex -- these are the characters to find
export const dangerous: RegExp = /[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/

/** Rows of tables that have not as many cells as the row of their titles. */
function* foreignRows(text: string): Generator<string> {
  let width = 0
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/).length : 0
    if (cells !== 0 && width === 0) width = cells
    if (cells !== 0 && cells !== width) yield line
    if (cells === 0) width = 0
  }
}
