import { resolve } from 'node:path'
import { analyse } from '../analysis/analyse.ts'
import type { Analysis } from '../analysis/analysis.ts'
import type { Compile } from '../as-compiled.ts'
import { type CompileMode, usualCompileMode } from '../budget/compile-mode.ts'
import { isOfEveryModel } from '../check.ts'
import { placed, PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimateDemand } from '../estimator/estimate-demand.ts'
import { mustNameTargets } from '../estimator/target.ts'
import { nodeFiles } from '../host/files.ts'
import { estimatorsNamed } from '../host/own-targets.ts'
import { loadNetwork } from '../model/load.ts'
import { adviseInWords } from '../report/advice-words.ts'
import { factsOf, reportDemand, reportOperator, reportTarget } from '../report/assemble.ts'
import type { Inspection } from '../report/inspection.ts'
import { costliestFirst } from '../report/operators.ts'
import { sha256Of } from '../sha256.ts'
import { badInput, printError, printWarning } from './failure.ts'
import { openCompiler } from './open-compiler.ts'
import { startProgress } from './progress.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'

export interface InspectOptions {
  readonly target?: readonly string[]
  readonly operators: string
  /** @default 'never' */
  readonly compile?: CompileMode
  readonly json?: boolean
}

const usualTargets = ['coral-usb3-max'] as const

/** `precious inspect`: what models are made of and what they take. Returns the exit code. */
export async function inspectCommand(
  paths: readonly string[],
  { target = usualTargets, operators, compile: mode = usualCompileMode, json }: InspectOptions,
  terminal: Terminal,
): Promise<number> {
  const limit = parseLimit(operators)
  mustNameTargets(target, '--target')
  const estimators = await estimatorsNamed(target, terminal.cwd)
  const inspections: Inspection[] = []
  const failures: PreciousError[] = []
  const problems: PreciousError[] = []
  const compile = await openCompiler(mode, terminal.cwd, terminal, problems)
  const models = [...new Set(paths)]
  const progress = startProgress(terminal)
  try {
    for (const [index, path] of models.entries()) {
      terminal.signal?.throwIfAborted()
      progress.step(path, index, models.length)
      try {
        const bytes = await nodeFiles.readFile(resolve(terminal.cwd, path))
        inspections.push(inspect(await analyseFile(path, bytes, compile, terminal.signal), estimators, limit))
      } catch (error) {
        if (!(error instanceof PreciousError) || isOfEveryModel(error)) throw error
        failures.push(placed(error, path))
      }
    }
  } finally {
    progress.stop()
  }
  await print(inspections, json === true, terminal)
  for (const problem of problems) printWarning(terminal, problem)
  for (const failure of failures) printError(terminal, failure)
  return failures.length > 0 ? badInput : 0
}

async function analyseFile(
  path: string,
  bytes: Uint8Array,
  compile: Compile | undefined,
  signal: AbortSignal | undefined,
): Promise<AnalysedFile> {
  const network = loadNetwork(bytes)
  const analysis = analyse(network)
  const advice = adviseInWords(network, analysis)
  const run = analysis.format === 'plain' ? await compile?.(path, bytes, signal) : undefined
  const used = run === undefined ? analysis : (await import('../as-compiled.ts')).analyseAsCompiled(analysis, run)
  return { path, bytes, analysis: used, advice }
}

interface AnalysedFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly analysis: Analysis
  /** What to change about the plain model. */
  readonly advice: readonly string[]
}

function inspect(
  { path, bytes, analysis, advice }: AnalysedFile,
  estimators: readonly EstimatorArtifact[],
  limit: number | undefined,
): Inspection {
  const demands = estimators.map((estimator) => reportDemand(analysis, estimateDemand(analysis, estimator)))
  const results = demands.map((demand) => reportTarget(demand, { judged: [] }))
  const shown = limit === undefined ? analysis.operators : costliestFirst(analysis.operators).slice(0, limit)
  return {
    model: { path, sha256: sha256Of(bytes), ...factsOf(bytes.length, analysis, advice), change: null, results },
    operators: shown.map(reportOperator),
    operatorCount: analysis.operators.length,
  }
}

function parseLimit(text: string): number | undefined {
  if (text === 'all') return undefined
  if (/^\d+$/.test(text)) return Number(text)
  throw new PreciousError('usage/invalid', {
    what: `--operators takes a count or "all", not "${text}"`,
    hint: 'Give for instance --operators 20',
  })
}

async function print(inspections: readonly Inspection[], json: boolean, terminal: Terminal): Promise<void> {
  if (json) {
    const { sortKeys } = await import('../report/json.ts')
    terminal.stdout.write(`${JSON.stringify(inspections, sortKeys, 2)}\n`)
  } else if (inspections.length > 0) {
    const { inspectionToText } = await import('../report/inspection-text.ts')
    const options = { colour: wantsColour(terminal), width: widthOf(terminal.stdout) }
    terminal.stdout.write(inspections.map((inspection) => inspectionToText(inspection, options)).join('\n'))
  }
}
