import { createColors } from 'picocolors'
import { type Colours, footer, targetLines } from './model-lines.ts'
import type { ModelReport, Report } from './report.ts'
import { printable, wrap } from './table.ts'

export interface TextOptions {
  readonly colour: boolean
  /** Columns of the terminal. */
  readonly width: number
}

/** The report for a person at a terminal. */
export function toText(report: Report, { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const blocks = report.models.flatMap((model) => modelBlocks(model, colours, width))
  return `${[...blocks, footer(report, colours, width)].join('\n\n')}\n`
}

/** One block for each target; the notes, and the advice where a budget is not kept, once at the end. */
function modelBlocks(model: ModelReport, colours: Colours, width: number): string[] {
  const isKept = model.results.every(({ budgets }) => budgets.every(({ outcome }) => outcome === 'pass'))
  const advice = isKept ? [] : model.advice.map((text) => `What would help: ${text}`)
  const remarks = [...model.notes.map((note) => `Note: ${note}`), ...advice]
  const notes = remarks.flatMap((remark) => wrap(printable(remark), '  ', width))
  return model.results.map((result, index) => {
    const isLast = index === model.results.length - 1
    return [...targetLines(model, result, colours, width), ...(isLast ? notes : [])].join('\n')
  })
}
