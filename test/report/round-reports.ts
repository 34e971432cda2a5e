import type { Analysis } from '../../src/analysis/analysis.ts'
import { analyse } from '../../src/analysis/analyse.ts'
import { judge, judgeIncrease } from '../../src/budget/judge.ts'
import { resolveConfig } from '../../src/budget/resolve-config.ts'
import type { UserBudgets, UserConfig } from '../../src/budget/user-config.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { type Demand, estimateDemand } from '../../src/estimator/estimate-demand.ts'
import type { Network } from '../../src/model/network.ts'
import { assembleReport, estimateFor, factsOf, reportDemand, reportTarget } from '../../src/report/assemble.ts'
import type { MeasurementRequest, ModelReport, Report } from '../../src/report/report.ts'
import { roundEstimator } from './round-estimator.ts'

/** Bytes of instructions that all networks of these tests have, whatever rule predicts them. */
const instructionBytes = 2_000

/** A network's analysis with a fixed number of instruction bytes. */
export function analyseRound(network: Network): Analysis {
  const analysis = analyse(network)
  if (analysis.properties === undefined) return analysis
  const range = { value: instructionBytes, low: instructionBytes, high: instructionBytes }
  return {
    ...analysis,
    totals: { ...analysis.totals, instructionBytes: { ...range, source: 'predicted' } },
    properties: {
      ...analysis.properties,
      instructionBytes,
      instructionBytesLow: instructionBytes,
      instructionBytesHigh: instructionBytes,
    },
  }
}

/** What a network takes on the estimator in round numbers. */
export function demandOf(analysis: Analysis, estimator: EstimatorArtifact = roundEstimator()): Demand {
  return estimateDemand(analysis, estimator)
}

export interface ReportRequest {
  readonly models: Readonly<Record<string, Network>>
  readonly budgets: UserBudgets
  readonly policy?: Pick<UserConfig, 'uncertain' | 'unknown'>
  readonly estimators?: readonly EstimatorArtifact[]
  readonly unreadable?: Report['unreadable']
}

/** The report on some networks by estimators in round numbers. Every line of the config is a budget. */
export function reportOn(request: ReportRequest): Report {
  const { models, budgets, policy, unreadable = [], estimators = [roundEstimator()] } = request
  const user = { target: 'round-board', models: [{ match: '**', budgets }], ...policy }
  const source = { file: 'precious.config.json', directory: '/project', text: JSON.stringify(user, undefined, 1) }
  const config = resolveConfig(user, source)
  const needsMeasurement: MeasurementRequest[] = []
  const reports = Object.entries(models).map(([path, network]): ModelReport => {
    const analysis = analyseRound(network)
    const sha256 = path.length.toString(16).padStart(64, '0')
    const results = estimators.map((estimator) => {
      const demand = demandOf(analysis, estimator)
      const judged = config.models.flatMap((entry) => entry.budgets).flatMap((budget) => {
        const estimate = estimateFor(budget.key, demand.estimates)
        if (estimate === undefined) return []
        const none = { because: 'no baseline was given to compare with', isExpected: true }
        return [budget.kind === 'maxIncrease' ? judgeIncrease(budget, none, config) : judge(budget, estimate, config)]
      })
      const keys = judged.filter((one) => one.needsMeasurement).map(({ budget }) => budget.key)
      if (keys.length > 0) needsMeasurement.push({ path, sha256, target: demand.target, keys })
      const placed = judged.map((one) => ({ ...one, standing: null }))
      return reportTarget(reportDemand(analysis, demand), { judged: placed })
    })
    return { path, sha256, ...factsOf(2_048, analysis), change: null, results }
  })
  const described = estimators.map(({ target, description, version, limits }) => ({
    target, description, version, limits, sha256: 'e'.repeat(64),
  }))
  return assembleReport('1.2.3', {
    estimators: described, models: reports, unreadable, needsMeasurement, baseline: null, measurements: null,
  })
}
