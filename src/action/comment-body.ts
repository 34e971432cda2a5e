import { isWithoutChange } from '../report/delta-words.ts'
import { plural } from '../report/format.ts'
import { toMarkdown } from '../report/markdown.ts'
import type { Report } from '../report/report.ts'
import type { ConfigReport } from '../report/run-report.ts'
import type { Inputs } from './inputs.ts'
import { isFailed } from './violations.ts'

/** GitHub takes 65,536 characters; the rest is for the hidden tag, whose key may be long. */
export const mostInComment = 63_000

/** A job summary takes 1 MiB (https://docs.github.com/actions), and characters may take four bytes. */
export const mostInSummary = 250_000

const title = 'Edge TPU budgets'

/** What a comment or summary says, of at most so many characters. */
export function bodyOf(reports: readonly ConfigReport[], failOn: Inputs['failOn'], mostCharacters: number): string {
  const passedBecause = isFailed(reports, failOn) ? undefined : reasons[failOn]
  const render = (most: number): string[] =>
    reports.map(({ config, report }) => {
      const heading = reports.length === 1 ? title : `${title}: ${config}`
      return toMarkdown(report, { title: heading, mostCharacters: most, passedBecause }).trimEnd()
    })
  const whole = render(Infinity)
  if (lengthOf(whole) <= mostCharacters) return whole.join('\n\n')
  const room = mostCharacters - marginCharacters
  return fitting(render(mostOfEach(whole, room)), room).join('\n\n')
}

/** Why the step passes although a report has failed. */
const reasons: Readonly<Record<Inputs['failOn'], string | undefined>> = {
  any: undefined,
  new: 'What fails is known from the baseline and did not get worse, so the check passes (fail-on: new).',
  never: 'The check passes whatever is found (fail-on: never).',
}

/** For what says that configs were left out. */
const marginCharacters = 200

function lengthOf(sections: readonly string[]): number {
  return sections.reduce((sum, section) => sum + section.length + 2, 0)
}

/** The length at which all sections fit if the longer ones are cut to it. */
function mostOfEach(sections: readonly string[], room: number): number {
  let left = room
  let count = sections.length
  for (const length of sections.map((section) => section.length + 2).toSorted((a, b) => a - b)) {
    if (length > left / count) break
    left -= length
    count--
  }
  return Math.floor(left / count) - 2
}

/** A section has a least length, so that not all may fit. */
function fitting(sections: readonly string[], room: number): string[] {
  let left = room
  const end = sections.findIndex((section) => (left -= section.length + 2) < 0)
  if (end === -1) return [...sections]
  const rest = plural(sections.length - end, 'config')
  return [...sections.slice(0, end), `*${rest} left out here for want of room; the JSON report has all.*`]
}

/** Whether there is something that a reviewer does not know yet. */
export function hasNews(reports: readonly ConfigReport[]): boolean {
  return reports.some(({ report }) => isNews(report))
}

function isNews({ models, unreadable, baseline }: Report): boolean {
  const isCompared = baseline?.state === 'compared'
  const budgets = models.flatMap(({ results }) => results.flatMap((result) => result.budgets))
  const isViolated = budgets.some(({ outcome, standing }) => outcome !== 'pass' && standing !== 'known')
  if (!isCompared) return unreadable.length > 0 || isViolated
  const isChanged = models.some(({ change }) => !isWithoutChange(change) || change?.renamedFrom !== null)
  return isChanged || isViolated || unreadable.length > 0 || baseline.removed.length > 0
}
