import type { Outcome } from '../budget/budget.ts'
import type { ResolvedConfig } from '../budget/resolve-config.ts'
import type { PreciousError } from '../errors.ts'
import { importLines, toFindingText } from '../report/build-text.ts'
import type { ModelReport, Report, TargetResult } from '../report/report.ts'
import { printable } from '../report/table.ts'
import type { ImportPlace } from './places.ts'

/** Something to tell in a build, in its own words. */
export interface Finding {
  /** Whether the build fails for it, where nothing keeps it from failing. */
  readonly isFailure: boolean
  /** Several lines, without colours. */
  readonly text: string
  /** The text without the places of imports, which move as code is edited: what is told is told once for each. */
  readonly subject: string
  /** The first import of the model; undefined where none is known. */
  readonly place: ImportPlace | undefined
}

/** Gives the places where a model is imported. */
export type FindPlaces = (path: string) => Promise<readonly ImportPlace[]>

/** What a report gives to tell: for each model and target what fails and what warns, and the unreadable models. */
export async function findingsOf(report: Report, findPlaces: FindPlaces): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const model of report.models) {
    for (const result of model.results) {
      for (const outcome of ['fail', 'warn'] as const) {
        const part = withOutcome(result, outcome)
        if (part.budgets.length > 0) findings.push(await budgetFinding(model, part, outcome, findPlaces))
      }
    }
  }
  for (const { path, what, hint } of report.unreadable) {
    const places = await findPlaces(path)
    const subject = printable(`${path}: ${what}. ${hint}.`)
    const text = [subject, ...importLines(places.map(({ shown }) => shown))].join('\n')
    findings.push({ isFailure: true, text, subject, place: places[0] })
  }
  return findings
}

/** A mistake in the config, which concerns no model in particular. */
export function errorFinding(error: PreciousError): Finding {
  const text = error.message.split('\n').map(printable).join('\n')
  return { isFailure: true, text, subject: text, place: undefined }
}

/** What a config asks for and the plugin does not do: contents alone decide what it remembers. */
export function unheededFinding({ compile }: Pick<ResolvedConfig, 'compile'>): Finding[] {
  if (compile !== 'require') return []
  const text =
    'compile: "require" is not heeded in builds, which judge what is predicted. Run "precious check" to judge what ' +
    'edgetpu_compiler makes of the models.'
  return [{ isFailure: false, text, subject: text, place: undefined }]
}

async function budgetFinding(
  model: ModelReport,
  result: TargetResult,
  outcome: Outcome,
  findPlaces: FindPlaces,
): Promise<Finding> {
  const places = await findPlaces(model.path)
  const text = toFindingText(model, result, places.map(({ shown }) => shown))
  return { isFailure: outcome === 'fail', text, subject: toFindingText(model, result, []), place: places[0] }
}

function withOutcome(result: TargetResult, outcome: Outcome): TargetResult {
  return { ...result, budgets: result.budgets.filter((budget) => budget.outcome === outcome) }
}
