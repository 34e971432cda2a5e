import { describe, expect, it } from 'vitest'
import { estimatorOf } from '../../src/estimator/target.ts'
import {
  type EvaluatedEstimator,
  evaluatedLearner,
  evaluatedTarget,
} from '../../src/evaluation/evaluated-estimator.ts'
import { evaluate, type Evaluation } from '../../src/evaluation/evaluation.ts'
import { Tally } from '../../src/evaluation/tally.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { checkedRows, learnerWith, rowWith } from './learners.ts'

const learner = evaluatedLearner(learnerWith())

function evaluationOf(rows: readonly DatasetRow[], estimator: EvaluatedEstimator = learner, isAny = false): Evaluation {
  const tally = new Tally(estimator, isAny)
  for (const row of checkedRows(rows)) tally.add('data.jsonl', row)
  return evaluate(tally, { estimator: 'file.json', target: estimator.target, quantity: 'latency' })
}

describe('an evaluation', () => {
  it('judges every estimate, and those inside and outside the envelope', () => {
    const inside = [rowWith(1_000, { latencyMs: 1 }), rowWith(2_000, { latencyMs: 2.5 })]
    const rows = [...inside, rowWith(20_000, { latencyMs: 16 })]
    const { insideEnvelope, outsideEnvelope, ...all } = evaluationOf(rows)
    expect(all).toMatchObject({ n: 3, mape: expect.closeTo(0.15, 9), medianApe: expect.closeTo(0.2, 9), spearman: 1 })
    // Nothing bounds the estimate outside, so that its interval holds everything above its low end.
    expect(all.coverage).toBeCloseTo(2 / 3, 9)
    expect(insideEnvelope).toMatchObject({ n: 2, mape: expect.closeTo(0.1, 9), coverage: 0.5 })
    expect(outsideEnvelope).toMatchObject({ n: 1, mape: expect.closeTo(0.25, 9), coverage: 1 })
  })

  it('states a coverage only where all intervals do', () => {
    expect(evaluationOf([rowWith(1_000, { latencyMs: 1 })]).statedCoverage).toBe(0.9)
    const further = [rowWith(1_000, { latencyMs: 1 }), rowWith(20_000, { latencyMs: 1 })]
    expect(evaluationOf(further).statedCoverage).toBeNull()
    expect(evaluationOf([]).statedCoverage).toBeNull()
  })

  it('judges families apart, the largest first; a group that is a hash is called by its network', () => {
    const hash = '3'.repeat(64)
    const rows = [
      rowWith(1_000, { latencyMs: 1, network: { group: 'b' } }),
      rowWith(1_000, { latencyMs: 1.25, network: { hash, group: hash, name: 'a.tflite' } }),
      rowWith(1_000, { latencyMs: 2, network: { group: 'c' } }),
      rowWith(1_000, { latencyMs: 1, network: { group: 'c' } }),
    ]
    const { byFamily, groups } = evaluationOf(rows)
    expect(groups).toBe(3)
    expect(byFamily.map(({ family, n, mape }) => [family, n, mape])).toEqual([
      ['c', 2, 0.25], ['a.tflite', 1, expect.closeTo(0.2, 9)], ['b', 1, 0],
    ])
  })

  it('tells apart the networks that the estimator was trained on', () => {
    const known = { hash: `11111111${'0'.repeat(56)}` }
    const rows = [rowWith(1_000, { latencyMs: 1, network: known }), rowWith(1_000, { latencyMs: 1.25 })]
    expect(evaluationOf(rows)).toMatchObject({ trainedOn: { n: 1, mape: 0 }, heldOut: { n: 1 } })
    const { networks: _, ...provenance } = learnerWith().provenance
    const silent = evaluationOf(rows, evaluatedLearner(learnerWith({ provenance })))
    expect(silent).toMatchObject({ n: 2, trainedOn: null, heldOut: null })
  })

  it('counts what it cannot judge, by the reason', () => {
    const tally = new Tally(evaluatedLearner(learnerWith({ features: ['tensorSteps', 'edge', 'adds'] })), false)
    const other = rowWith(1, { latencyMs: 1, target: 'other' })
    const rows = [rowWith(1, { latencyMs: 1 }), rowWith(1, { powerW: 1 }), other]
    for (const row of checkedRows(rows)) tally.add('a.jsonl', row)
    tally.add('a.jsonl', { line: 7, problems: ['the line is not JSON'] })
    const found = evaluate(tally, { estimator: 'mine.json', target: 'mine', quantity: 'latency' })
    expect(found.n).toBe(0)
    expect(found.leftOut).toEqual({
      unknown: { 'the row lacks the feature edge and 1 more': 1 },
      otherTargets: { other: 1 },
      unmeasured: 1,
      badRows: [{ file: 'a.jsonl', line: 7, problems: ['the line is not JSON'] }],
    })
  })

  it('judges rows of other targets where it is asked to', () => {
    const rows = [rowWith(1_000, { latencyMs: 1 }), rowWith(1_000, { latencyMs: 2, target: 'other' })]
    expect(evaluationOf(rows)).toMatchObject({ n: 1, judgedTargets: {}, leftOut: { otherTargets: { other: 1 } } })
    const any = evaluationOf(rows, learner, true)
    expect(any).toMatchObject({ n: 2, judgedTargets: { other: 1 }, leftOut: { otherTargets: {} } })
  })
})

describe('a target that ships', () => {
  const estimator = evaluatedTarget(estimatorOf('coral-usb3-max'))

  it('estimates latency, power and energy of a row', () => {
    const row = rowWith(1_000_000)
    const estimates = estimator.quantities.map((quantity) => estimator.estimate(row, quantity))
    const [latency, power, energy] = estimates.map(({ value }) => value ?? NaN)
    expect(latency).toBeGreaterThan(0)
    expect(energy).toBeCloseTo((latency ?? 0) * (power ?? 0), 9)
  })

  it('has been fitted on latencies of its architectures, and does not say on whose power', () => {
    const { network } = rowWith(1)
    const known = { ...network, group: 'mobilenet-v2' }
    expect(estimator.isTrainedOn(known, 'latency')).toBe(true)
    expect(estimator.isTrainedOn(network, 'latency')).toBe(false)
    expect(estimator.isTrainedOn(known, 'power')).toBeUndefined()
  })
})
