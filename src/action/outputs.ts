import { setOutput } from '@actions/core'
import type { Quantity } from '../estimator/estimate.ts'
import type { MeasurementRequest } from '../report/report.ts'
import type { ConfigReport } from '../report/run-report.ts'

/** What the run found, for later steps. */
export interface Found {
  readonly reports: readonly ConfigReport[]
  readonly isFailed: boolean
  /** Relative to the workspace where it lies in there. */
  readonly reportPath: string
  readonly commentBody: string
  /** Empty where there is none. */
  readonly commentUrl: string
}

const deltaQuantities = ['latency', 'power', 'energy', 'memory'] as const

/** Sets every output that `action.yml` names. */
export function setOutputs({ reports, isFailed, reportPath, commentBody, commentUrl }: Found): void {
  const needed = reports.flatMap(({ config, report }) => report.needsMeasurement.map((one) => requestOf(config, one)))
  const outputs: Readonly<Record<string, string>> = {
    verdict: isFailed ? 'failed' : 'passed',
    'report-json': reportPath,
    'over-count': String(reports.reduce((sum, { report }) => sum + report.counts.over, 0)),
    'needs-measurement': JSON.stringify({ include: needed }),
    'needs-measurement-count': String(needed.length),
    'comment-body': commentBody,
    'comment-url': commentUrl,
    ...Object.fromEntries(deltaQuantities.map((quantity) => [`${quantity}-delta`, worstIncrease(reports, quantity)])),
  }
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
}

/** With the model's path as the repository has it. */
function requestOf(config: string, { path, ...request }: MeasurementRequest): MeasurementRequest {
  return { ...request, path: config.slice(0, config.lastIndexOf('/') + 1) + path }
}

/** The largest increase in percent, or the smallest decrease; empty where nothing was compared. */
function worstIncrease(reports: readonly ConfigReport[], quantity: Quantity): string {
  const shares = reports.flatMap(({ report }) =>
    report.models.flatMap(({ results }) =>
      results.flatMap(({ deltas }) =>
        deltas.flatMap((delta) => {
          if (delta.quantity !== quantity || delta.basis !== 'estimated' || delta.base <= 0) return []
          const share = delta.value / delta.base
          return Number.isFinite(share) ? [share] : []
        }),
      ),
    ),
  )
  if (shares.length === 0) return ''
  const worst = shares.reduce((most, share) => Math.max(most, share))
  return String(Number((worst * 100).toPrecision(4)))
}
