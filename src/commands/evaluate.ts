import { resolve } from 'node:path'
import { placed, PreciousError } from '../errors.ts'
import { evaluate, type EvaluatedRows } from '../evaluation/evaluation.ts'
import { type BadRow, Tally } from '../evaluation/tally.ts'
import { evaluationToText } from '../evaluation/text.ts'
import { trainingWarning } from '../evaluation/words.ts'
import { readDataset } from '../host/dataset-file.ts'
import { nodeFiles } from '../host/files.ts'
import { formatCount, plural } from '../report/format.ts'
import { sortKeys } from '../report/json.ts'
import { printable } from '../report/table.ts'
import { chooseQuantity, type EvaluateOptions, mustEstimate, mustHaveEstimates } from './evaluate-options.ts'
import { openEstimator } from './open-estimator.ts'
import { mustKeep } from './kept-inputs.ts'
import { startProgress } from './progress.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'

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
  nameBadRows(tally.badRows, terminal)
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

/** A file that is no dataset has no end of them. */
const mostNamed = 20

function nameBadRows(badRows: readonly BadRow[], { stderr }: Terminal): void {
  for (const { file, line, problems } of badRows.slice(0, mostNamed)) {
    stderr.write(`warning: ${printable(`${file}:${line}: ${problems.join('; ')}`)}\n`)
  }
  const more = badRows.length - mostNamed
  if (more > 0) stderr.write(`warning: ${plural(more, 'further bad row')}\n`)
}

async function print(evaluated: EvaluatedRows, { json, html }: EvaluateOptions, terminal: Terminal): Promise<void> {
  const { stdout, stderr, cwd } = terminal
  if (html !== undefined) {
    const { evaluationToHtml } = await import('../evaluation/html.ts')
    await nodeFiles.writeFileAtomically(resolve(cwd, html), evaluationToHtml(evaluated)).catch((error: unknown) => {
      throw error instanceof PreciousError ? placed(error, html) : error
    })
    stderr.write(`The page is in ${html}.\n`)
  }
  const { evaluation } = evaluated
  stdout.write(
    json === true
      ? `${JSON.stringify(evaluation, sortKeys, 2)}\n`
      : evaluationToText(evaluation, { colour: wantsColour(terminal), width: widthOf(stdout) }),
  )
}
