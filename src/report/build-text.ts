import { createColors } from 'picocolors'
import { formatCount } from './format.ts'
import { footer, summaryLines, targetLines } from './model-lines.ts'
import type { ModelReport, Report, TargetResult } from './report.ts'
import { printable } from './table.ts'

/** Columns of messages in builds, whose terminals are not known. */
const width = 110

/** More places that import a model than this are counted. */
const importsNamed = 3

/** A build names no more models than this, counted once for each target. */
const resultsShown = 20

const plain = createColors(false)

/**
 * What a build says of one model on one target: the budgets that do not hold, why, and where the model is imported.
 * @param result with only the budgets to speak of
 * @param imports places such as `src/app.js:3:14`
 */
export function toFindingText(model: ModelReport, result: TargetResult, imports: readonly string[]): string {
  return [...targetLines(model, result, plain, width), ...importLines(imports)].join('\n')
}

/** Where a model is imported, as the last line of a message; empty where nobody knows. */
export function importLines(imports: readonly string[]): string[] {
  if (imports.length === 0) return []
  const more = imports.length - importsNamed
  const places = imports.slice(0, importsNamed).map(printable).join(', ')
  return [`  imported at ${places}${more > 0 ? ` and ${more} more` : ''}`]
}

/**
 * What a build says when it is through: what the models take, without the budgets that do not hold, which have messages
 * of their own, and how the run ended.
 */
export function toBuildText(report: Report): string {
  const kept = report.models.flatMap((model) =>
    model.results.flatMap((result) => {
      const budgets = result.budgets.filter(({ outcome }) => outcome === 'pass')
      return budgets.length === 0 && result.budgets.length > 0 ? [] : [summaryLines(model, { ...result, budgets }, plain)]
    }),
  )
  const more = kept.length - resultsShown
  const rest = more > 0 ? [`and ${formatCount(more)} more`] : []
  return [...kept.slice(0, resultsShown).flat(), ...rest, footer(report, plain, width)].join('\n')
}
