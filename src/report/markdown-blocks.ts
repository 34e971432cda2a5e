import { escapeMarkdown } from './escape.ts'
import { plural } from './format.ts'

/** A text that is shown at most this long in a table or heading; what is longer loses its middle. */
const longestText = 160

/** A table with its columns' titles; what cells hold is Markdown already. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A sentence that names what a file or config holds is shown at most this long. */
export const longestSentence = 600

/** A text from a file or config as plain Markdown, by default of a length that suits a table. */
export function plain(text: string, most: number = longestText): string {
  return escapeMarkdown(shorten(text, most))
}

/** A list of sentences as plain Markdown. */
export function list(texts: readonly string[]): string {
  return texts.map((text) => `- ${plain(text, longestSentence)}`).join('\n')
}

/** A part of a text that may be left out for want of room. */
export interface Block {
  readonly text: string
  /** What stands in its place where the whole does not fit. */
  readonly brief?: string
}

/** What blocks take with the empty lines between them. */
export function lengthOf(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + block.length + 2, 0)
}

/** As many lines from the start as there is room for, and what is said of the others. */
export function fittingLines(lines: readonly string[], room: number, others: (count: number) => string): string[] {
  let left = room
  const kept = lines.findIndex((line) => {
    left -= line.length + lineBreakLength
    return left < 0
  })
  return kept === -1 ? [...lines] : [...lines.slice(0, kept), others(lines.length - kept)]
}

/** The longest that stands between two lines: `<br>`. */
const lineBreakLength = 4

/** As many blocks as there is room for, those before others, and how many were left out. */
export function fittingBlocks(blocks: readonly Block[], room: number): string[] {
  const kept: string[] = []
  let left = room
  let leftOut = 0
  for (const { text, brief = '' } of blocks) {
    const fitting = [text, brief].find((one) => one !== '' && one.length + 2 <= left)
    if (fitting !== text) leftOut++
    if (fitting === undefined) continue
    left -= fitting.length + 2
    kept.push(fitting)
  }
  return leftOut === 0 ? kept : [...kept, `*${plural(leftOut, 'section')} left out here for want of room.*`]
}

/** What is seen once its summary is clicked at. Both are HTML or Markdown already. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`
}

/** Without the middle, where a text is too long. */
export function shorten(text: string, most: number = longestText): string {
  // A letter takes one place or two, so that no more of a long text has to be looked at.
  const start = Array.from(text.slice(0, 2 * most + 1))
  if (start.length <= most) return text
  const kept = Math.floor((most - 1) / 2)
  const end = Array.from(text.slice(-2 * kept))
  return `${start.slice(0, kept).join('')}…${end.slice(-kept).join('')}`
}
