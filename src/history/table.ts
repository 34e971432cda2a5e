import type { createColors } from 'picocolors'
import type { GitCommit } from '../host/git.ts'
import { formatInterval, formatQuantity } from '../report/format.ts'
import { indent, printable, wrap } from '../report/table.ts'
import { changeWords, remarksOf } from './entry-words.ts'
import { figureAt, shownQuantities } from './estimates.ts'
import type { HistoryEntry, ModelHistory } from './history.ts'

/** How a table looks. */
export interface TableStyle {
  readonly colours: ReturnType<typeof createColors>
  /** Columns of the terminal. */
  readonly width: number
}

/** The cells of one entry, without the commit. */
interface Figures {
  /** What it takes, and how that changed; empty where it is not known. */
  readonly values: readonly string[]
  /** Empty where they are those of the row before. */
  readonly intervals: readonly string[]
}

/** As many letters as git shows by itself in a repository of usual size. */
const idWidth = 7
const dateWidth = 'yyyy-mm-dd'.length
const leastSubject = 16
const mostSubject = 50
const margin = ' '.repeat(idWidth + dateWidth + 4)

/**
 * One model on one target: a row for each change, a second one for the intervals, and what else there is to say of it.
 * On a narrow terminal the figures stand under the subject.
 * @param target undefined where the model could never be estimated
 */
export function historyTable(
  { path, entries }: ModelHistory,
  target: string | undefined,
  commits: ReadonlyMap<string, GitCommit>,
  { colours, width }: TableStyle,
): readonly string[] {
  const names = target === undefined ? [] : shownQuantities
  const figures = entries.map((_, index) => figuresOf(entries, index, target))
  const widths = names.map((name, column) => {
    const cells = figures.flatMap(({ values, intervals }) => [values[column] ?? '', intervals[column] ?? ''])
    return cells.reduce((most, cell) => Math.max(most, cell.length), name.length)
  })
  const room = width - 2 - margin.length - widths.reduce((sum, one) => sum + one + 2, 0)
  const isWide = room >= leastSubject
  const subjects = entries.map(({ commit }) => printable(commits.get(commit)?.subject ?? ''))
  const longest = subjects.reduce((most, { length }) => Math.max(most, length), 'subject'.length)
  const subjectWidth = Math.min(longest, mostSubject, isWide ? room : width - 2 - margin.length)
  const line = (about: readonly string[], cells: readonly string[]): string[] => {
    const start = pad(about, [idWidth, dateWidth, subjectWidth])
    if (isWide) return [`${start}  ${pad(cells, widths)}`.trimEnd()]
    return [start, `  ${pad(cells, widths)}`].map((text) => text.trimEnd()).filter((text) => text !== '')
  }
  const rows = entries.flatMap((entry, index) => {
    const { committedAt = '' } = commits.get(entry.commit) ?? {}
    const about = [entry.commit.slice(0, idWidth), committedAt.slice(0, dateWidth), subjects[index] ?? '']
    const { values, intervals } = figures[index] ?? { values: [], intervals: [] }
    return [
      ...line(about, values),
      ...(intervals.length === 0 ? [] : line([], intervals).map(colours.dim)),
      ...remarksOf(entry, entries[index - 1], target)
        .flatMap((remark) => wrap(printable(remark), margin, width - 2))
        .map(colours.yellow),
    ]
  })
  const title = `${colours.bold(printable(path))}${target === undefined ? '' : ` on ${target}`}`
  return [title, ...indent([...line(['commit', 'date', 'subject'], names).map(colours.dim), ...rows])]
}

function figuresOf(entries: readonly HistoryEntry[], index: number, target: string | undefined): Figures {
  const entry = entries[index]
  if (target === undefined || entry?.content?.state !== 'estimated') return { values: [], intervals: [] }
  const before = entries.slice(0, index).findLast(({ content }) => content?.state === 'estimated')
  const values = shownQuantities.map((quantity) => {
    const figure = figureAt(entry, target, quantity)
    if (figure === undefined) return 'unknown'
    const known = before === undefined ? undefined : figureAt(before, target, quantity)
    const change = known === undefined ? '' : changeWords(quantity, known.value, figure.value)
    return `${formatQuantity(quantity, figure.value)} ${change}`.trimEnd()
  })
  const intervals = intervalsOf(entry, target)
  const isOld = before !== undefined && intervalsOf(before, target).join() === intervals.join()
  return { values, intervals: isOld || intervals.every((text) => text === '') ? [] : intervals }
}

function intervalsOf(entry: HistoryEntry, target: string): readonly string[] {
  return shownQuantities.map((quantity) => {
    const figure = figureAt(entry, target, quantity)
    return figure === undefined ? '' : formatInterval(quantity, figure.low, figure.high)
  })
}

/** The first half of a letter that takes two, such as an emoji. */
const halfLetter = /[\uD800-\uDBFF]$/

/** Cells in columns, two spaces apart; what is too long is cut. */
function pad(cells: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => {
      const cell = cells[column] ?? ''
      const start = cell.slice(0, width - 1).replace(halfLetter, '').trimEnd()
      return (cell.length <= width ? cell : `${start}…`).padEnd(width)
    })
    .join('  ')
}
