import { compareReports } from '../comparison/report-pair.ts'
import { PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimatorOf, targetNames } from '../estimator/target.ts'
import type { ModelReport, Report, UnreadableModel } from '../report/report.ts'
import { type ReportFacts, reportReportPair, type ReportPairReport } from '../report/report-pair-report.ts'
import type { ReportInFile } from './compared-file.ts'

/** What is compared of a file: its report, or those of all configs of a run together. */
interface Side {
  readonly facts: ReportFacts
  readonly models: readonly ModelReport[]
}

/**
 * Compares two reports, on the targets that each model has in them unless others are named.
 * @throws PreciousError `baseline/invalid` where one holds several reports and the other does not
 */
export async function compareReportFiles(
  first: ReportInFile,
  second: ReportInFile,
  estimators: readonly EstimatorArtifact[] | undefined,
): Promise<ReportPairReport> {
  const isOfSeveral = reportsOf(first).length > 1 && reportsOf(second).length > 1
  const [a, b] = [sideOf(first, isOfSeveral), sideOf(second, isOfSeveral)]
  const [before, after] = [comparedOf(a), comparedOf(b)]
  const pair = await compareReports(before, after, (reported) => estimators ?? reported.filter(isKnown).map(estimatorOf))
  return reportReportPair(a.facts, b.facts, pair, remarksOn(a, b, estimators !== undefined))
}

interface NamedReport {
  readonly config: string
  readonly report: Report
}

function reportsOf({ file }: ReportInFile): readonly NamedReport[] {
  return file.kind === 'report' ? [{ config: '', report: file.report }] : file.run.reports
}

/** @param isOfSeveral whether models are told apart by their configs, too */
function sideOf(input: ReportInFile, isOfSeveral: boolean): Side {
  const reports = reportsOf(input)
  const [first] = reports
  if (first === undefined || (reports.length > 1 && !isOfSeveral)) {
    throw new PreciousError('baseline/invalid', {
      what: `the file holds ${first === undefined ? 'no report' : `the reports of ${reports.length} configs`}`,
      hint: 'Name two files with one report each, or two of runs of the GitHub Action',
      where: input.path,
    })
  }
  const prefixed = <Item extends { readonly path: string }>(items: readonly Item[], config: string): Item[] =>
    items.map((item) => (isOfSeveral ? { ...item, path: `${config}: ${item.path}` } : item))
  const models = reports.flatMap(({ config, report }) => prefixed(report.models, config))
  const unreadable: UnreadableModel[] = reports.flatMap(({ config, report }) => prefixed(report.unreadable, config))
  return {
    facts: {
      path: input.path,
      version: first.report.tool.version,
      verdict: reports.every(({ report }) => report.verdict === 'passed') ? 'passed' : 'failed',
      modelCount: models.length,
      unreadable,
    },
    models,
  }
}

function comparedOf({ facts: { unreadable }, models }: Side): Pick<Report, 'models' | 'unreadable'> {
  return { models, unreadable }
}

function isKnown(target: string): boolean {
  return targetNames.includes(target)
}

/** @param isTargetNamed whether the user says which targets are compared */
function remarksOn(a: Side, b: Side, isTargetNamed: boolean): string[] {
  const unread = [a, b].flatMap(({ facts: { path, unreadable } }) =>
    unreadable.map((model) => `${model.path} could not be read when ${path} was made.`),
  )
  const named = [a, b].flatMap(({ models }) => models.flatMap(({ results }) => results.map(({ target }) => target)))
  const unknown = isTargetNamed ? [] : [...new Set(named)].filter((target) => !isKnown(target)).sort()
  return [
    'Both are estimated anew from the properties in the reports; verdicts are those of the reports.',
    ...unread,
    ...unknown.map((target) => `This version does not know the target "${target}", and says nothing of it: name its file with --target.`),
  ]
}
