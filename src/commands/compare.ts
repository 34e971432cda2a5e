import { compareModels } from '../comparison/model-pair.ts'
import { PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimatorOf, mustNameTargets } from '../estimator/target.ts'
import { estimatorsNamed } from '../host/own-targets.ts'
import { reportModelPair, type ModelPairReport } from '../report/model-pair-report.ts'
import type { ReportPairReport } from '../report/report-pair-report.ts'
import { type ComparedFile, readCompared } from './compared-file.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'

export interface CompareOptions {
  /** @default coral-usb3-max; for reports, the targets in them */
  readonly target?: readonly string[]
  readonly json?: boolean
}

const usualTargets = ['coral-usb3-max'] as const

/** `precious compare`: how one model or report differs from another one. Returns the exit code. */
export async function compareCommand(
  first: string,
  second: string,
  { target, json }: CompareOptions,
  terminal: Terminal,
): Promise<number> {
  mustNameTargets(target ?? [], '--target')
  const estimators = target && (await estimatorsNamed(target, terminal.cwd))
  const a = await readCompared(first, terminal.cwd)
  terminal.signal?.throwIfAborted()
  const b = await readCompared(second, terminal.cwd)
  terminal.signal?.throwIfAborted()
  const pair = await comparePair(a, b, estimators)
  terminal.stdout.write(json === true ? await toJson(pair) : await toText(pair, terminal))
  return 0
}

type Pair = ModelPairReport | ReportPairReport

async function comparePair(
  a: ComparedFile,
  b: ComparedFile,
  named: readonly EstimatorArtifact[] | undefined,
): Promise<Pair> {
  if (a.kind === 'model' && b.kind === 'model') {
    return reportModelPair(a, b, compareModels(a, b, named ?? usualTargets.map(estimatorOf)))
  }
  if (a.kind === 'report' && b.kind === 'report') {
    const { compareReportFiles } = await import('./compare-reports.ts')
    return await compareReportFiles(a, b, named)
  }
  throw new PreciousError('usage/invalid', {
    what: `${a.path} is a ${a.kind} and ${b.path} is a ${b.kind}`,
    hint: 'Name two models or two reports; "precious check --baseline" compares models with a report',
  })
}

async function toJson(pair: Pair): Promise<string> {
  const { sortKeys } = await import('../report/json.ts')
  return `${JSON.stringify(pair, sortKeys, 2)}\n`
}

async function toText(pair: Pair, terminal: Terminal): Promise<string> {
  const options = { colour: wantsColour(terminal), width: widthOf(terminal.stdout) }
  return pair.kind === 'models'
    ? (await import('../report/model-pair-text.ts')).modelPairToText(pair, options)
    : (await import('../report/report-pair-text.ts')).reportPairToText(pair, options)
}
