import type { LearnedEstimator } from '../../src/estimator/learning/learned-estimator.ts'
import type { CheckedRow } from '../../src/measurement/dataset.ts'
import type { DatasetRow, MeasuredNetwork } from '../../src/measurement/dataset-row.ts'
import type { JudgedRow } from '../../src/evaluation/judged-row.ts'
import { propertiesWith } from '../support/properties.ts'

/**
 * An estimator that takes a millisecond for each thousand steps, has seen up to 10,000 steps, states intervals of a
 * factor of e^0.1 either way, and was trained on networks whose hash starts with eight ones.
 */
export function learnerWith(changes: Partial<LearnedEstimator> = {}): LearnedEstimator {
  return {
    schemaVersion: 1,
    kind: 'learned',
    target: 'mine',
    base: 'coral-usb3-max',
    quantity: 'latency',
    propertiesVersion: 1,
    family: 'ridge',
    transform: 'none',
    features: ['tensorSteps'],
    analytic: null,
    terms: [{ weight: 1, regressor: { family: 'ridge', intercept: 0, centers: [0], coefficients: [0.001] } }],
    ranges: { tensorSteps: [0, 10_000] },
    intervals: {
      coverage: 0.9,
      spreads: [{ estimate: 1, spread: 0.1 }],
      scores: Array.from({ length: 10 }, () => 1),
      outsideScores: [],
    },
    rows: 10,
    networks: 1,
    heldOut: [],
    families: [],
    importances: [],
    learningCurve: [{ n: 5, mape: 0.2, deviation: 0.05, draws: 5 }, { n: 50, mape: 0.1, deviation: 0.01, draws: 5 }],
    noiseFloor: null,
    provenance: { datasetHash: '', networks: ['11111111'], sources: [], toolVersion: '1', command: 'train', seed: 1 },
    ...changes,
  }
}

export interface RowChanges {
  readonly network?: Partial<MeasuredNetwork>
  readonly target?: string
  readonly latencyMs?: number
  readonly powerW?: number
}

/** A row of a network of so many steps. */
export function rowWith(tensorSteps: number, changes: RowChanges = {}): DatasetRow {
  const { network, target = 'mine', latencyMs, powerW } = changes
  return {
    schemaVersion: 1,
    network: { hash: '2'.repeat(64), name: `steps ${tensorSteps}`, group: 'group', ...network },
    propertiesVersion: 1,
    properties: propertiesWith({ tensorSteps }),
    target,
    settings: {},
    ...(latencyMs === undefined ? {} : { latencyMs: { mean: latencyMs } }),
    ...(powerW === undefined ? {} : { powerW: { mean: powerW } }),
    provenance: { source: 'a test', importedFrom: 'table.csv:2', toolVersion: '1' },
  }
}

/** Rows as a dataset of them is read. */
export function checkedRows(rows: readonly DatasetRow[]): readonly CheckedRow[] {
  return rows.map((row, index) => ({ line: index + 1, row }))
}

/** A row beside its estimate. */
export function judgedRow(measured: number, value: number, changes: Partial<JudgedRow> = {}): JudgedRow {
  const interval = { low: value * 0.8, high: value * 1.25 }
  const about = { name: 'a', family: 'a', statedCoverage: 0.9, outside: [], isTrainedOn: false }
  return { measured, value, ...interval, ...about, ...changes }
}
