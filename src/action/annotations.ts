import { type AnnotationProperties, error, notice, warning } from '@actions/core'
import {
  distanceWords,
  explainVerdict,
  intervalWords,
  limitWords,
  valueWords,
  verdictWords,
} from '../report/budget-words.ts'
import { formatCount } from '../report/format.ts'
import { standingWords } from '../report/markdown-table.ts'
import type { ConfigReport } from '../report/run-report.ts'
import { printable } from '../report/table.ts'
import type { Finding } from './violations.ts'

/** GitHub shows as many of each kind for a step (actions/toolkit docs/problem-matchers.md). */
const mostOfAKind = 10

const say = { error, warning, notice } as const

interface Annotation {
  readonly kind: Finding['kind']
  readonly message: string
  readonly properties: AnnotationProperties
}

/**
 * Annotates models that cannot be read, of which nothing is judged, and the lines of budgets: at most ten of each kind,
 * the worst first; the last says how many are not shown.
 */
export function annotate(reports: readonly ConfigReport[], findings: readonly Finding[]): void {
  const annotations = [...unreadableIn(reports), ...findings.map(aboutBudget)]
  for (const kind of ['error', 'warning', 'notice'] as const) {
    const ofKind = annotations.filter((annotation) => annotation.kind === kind)
    const isTooMany = ofKind.length > mostOfAKind
    const shown = isTooMany ? ofKind.slice(0, mostOfAKind - 1) : ofKind
    for (const { message, properties } of shown) say[kind](message, properties)
    if (!isTooMany) continue
    const rest = formatCount(ofKind.length - shown.length)
    say[kind](`${rest} more are not annotated; the job summary has all of them.`, { title: 'Edge TPU budgets' })
  }
}

function unreadableIn(reports: readonly ConfigReport[]): Annotation[] {
  return reports.flatMap(({ config, report }) =>
    report.unreadable.map(({ path, what, hint }): Annotation => {
      const properties = { title: 'Model not read', file: besideConfig(config, path) }
      return { kind: 'error', message: printable(`${path}: ${what}. ${hint}.`), properties }
    }),
  )
}

/** A model's path is relative to its config's folder, an annotation's to the repository. */
function besideConfig(config: string, path: string): string {
  const folder = config.slice(0, config.lastIndexOf('/') + 1)
  return folder + path
}

function aboutBudget(finding: Finding): Annotation {
  return { kind: finding.kind, message: messageOf(finding), properties: propertiesOf(finding) }
}

function messageOf({ model, result, budget }: Finding): string {
  const interval = intervalWords(budget)
  const distance = distanceWords(budget)
  const [why] = explainVerdict(budget, result)
  const parts = [
    `${model.path} on ${result.target}: ${budget.key} ${valueWords(budget)}${interval === '' ? '' : ` (${interval})`}`,
    `limit ${limitWords(budget)}`,
    ...(distance === '' ? [] : [distance]),
    verdictWords(budget),
    ...(budget.standing === null ? [] : [standingWords[budget.standing]]),
  ]
  const sentence = `${parts.join(', ')}.`
  return printable(why === undefined ? sentence : `${sentence} ${why}`)
}

function propertiesOf({ model, budget }: Finding): AnnotationProperties {
  const { file, line } = budget.location
  const title = printable(`${budget.key} of ${model.path}`)
  return line === undefined ? { title, file } : { title, file, startLine: line }
}
