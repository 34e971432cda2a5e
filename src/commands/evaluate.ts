import { resolve } from 'node:path'
import { evaluate, type EvaluatedRows } from '../evaluation/evaluation.ts'
import { Tally } from '../evaluation/tally.ts'
import { evaluationToText } from '../evaluation/text.ts'
import { trainingWarning } from '../evaluation/words.ts'
import { readDataset } from '../host/dataset-file.ts'
import { formatCount } from '../report/format.ts'
import { sortKeys } from '../report/json.ts'
import { warnOfBadRows } from './bad-rows.ts'
import { chooseQuantity, type EvaluateOptions, mustEstimate, mustHaveEstimates } from './evaluate-options.ts'
import { openEstimator } from './open-estimator.ts'
import { mustKeep } from './kept-inputs.ts'
import { startProgress } from './progress.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'
import { writeOutput } from './write-output.ts'

/** `precious evaluate`: an estimator judged by measurements. Returns the exit code. */
export async function evaluateCommand(
  name: string,
  data: readonly string[],
  options: EvaluateOptions,
  terminal: Terminal,
): Promise<number> {
  const { stderr } = terminal
  const files = [...new Set(data)]
  if (options.html !== undefined) mustKeep([name, ...files], options.html, terminal.cwd)
  const estimator = await openEstimator(name, terminal.cwd)
  mustEstimate(estimator, options)
  const tally = await readAll(files, new Tally(estimator, options.anyTarget === true), terminal)
  warnOfBadRows(tally.badRows.map(({ problems, ...row }) => ({ ...row, problem: problems.join('; ') })), terminal)
  const { quantity, others } = chooseQuantity(tally, estimator, options, files)
  const evaluation = evaluate(tally, { estimator: name, target: estimator.target, quantity })
  mustHaveEstimates(evaluation, files)
  const { learningCurve } = estimator
  await print({ evaluation, rows: tally.judged(quantity), learningCurve }, options, terminal)
  const warning = trainingWarning(evaluation)
  if (warning !== undefined) stderr.write(`warning: ${warning}.\n`)
  if (others.length > 0) stderr.write(`The data also measures ${others.join(' and ')}: see --quantity.\n`)
  return 0
}

/** Lines between two looks at the clock. */
const stepLines = 500

async function readAll(files: readonly string[], tally: Tally, terminal: Terminal): Promise<Tally> {
  const progress = startProgress(terminal)
  try {
    for (const [index, file] of files.entries()) {
      for await (const row of readDataset(resolve(terminal.cwd, file), file)) {
        terminal.signal?.throwIfAborted()
        tally.add(file, row)
        if (row.line % stepLines === 0) progress.step(`${file}, line ${formatCount(row.line)}`, index, files.length)
      }
    }
    return tally
  } finally {
    progress.stop()
  }
}

async function print(evaluated: EvaluatedRows, { json, html }: EvaluateOptions, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal
  if (html !== undefined) {
    const { evaluationToHtml } = await import('../evaluation/html.ts')
    await writeOutput(html, evaluationToHtml(evaluated), terminal)
    stderr.write(`The page is in ${html}.\n`)
  }
  const { evaluation } = evaluated
  stdout.write(
    json === true
      ? `${JSON.stringify(evaluation, sortKeys, 2)}\n`
      : evaluationToText(evaluation, { colour: wantsColour(terminal), width: widthOf(stdout) }),
  )
}
