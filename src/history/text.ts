import { createColors } from 'picocolors'
import { plural } from '../report/format.ts'
import { wrap } from '../report/table.ts'
import { cutOffHint } from './collect.ts'
import { targetsOf } from './estimates.ts'
import type { History } from './history.ts'
import { historyTable, type TableStyle } from './table.ts'

/** What to say of a history that could be longer. */
export const cutOffWords: string = `The history ends where this shallow clone was cut. ${cutOffHint}.`

/** The history for a person at a terminal: a table for each model and target. */
export function historyToText(
  history: History,
  { colour, width }: { readonly colour: boolean; readonly width: number },
): string {
  const style: TableStyle = { colours: createColors(colour), width }
  const commits = new Map(history.commits.map((commit) => [commit.id, commit]))
  const tables = history.models.flatMap((model) => {
    const targets = targetsOf(model)
    return (targets.length === 0 ? [undefined] : targets).map((target) => historyTable(model, target, commits, style))
  })
  const end = history.isCutOff ? [wrap(cutOffWords, '', width).map(style.colours.yellow)] : []
  return `${[intro(history, style), ...tables, ...end].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function intro({ tool, models, commits }: History, { colours, width }: TableStyle): readonly string[] {
  const verb = commits.length === 1 ? 'changes' : 'change'
  const what = `${plural(commits.length, 'commit')} that ${verb} ${plural(models.length, 'model')}, oldest first.`
  const how =
    `All figures are estimated, with the estimators of ${tool.name} ${tool.version}. Beside a figure stands its ` +
    'change against the row before, below it its interval where that is new.'
  return [colours.bold(what), ...wrap(how, '', width).map(colours.dim)]
}
