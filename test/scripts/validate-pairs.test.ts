import { describe, expect, it } from 'vitest'
import { validateLatencies, type ValidatedLatency } from '../../scripts/validate/latency.ts'
import { pairsOf } from '../../scripts/validate/pairs.ts'
import { computeMs } from '../../src/estimator/latency.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { propertiesWith } from '../support/properties.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'

const target = 'coral-usb3-max'
const { clockMhz, latency } = estimatorOf(target)
const fixedMs = latency.fixedMs.value

/** A published figure of a network that takes so many milliseconds of steps beside what is fixed. */
function figure(
  model: string,
  stepsMs: number,
  measuredMs: number,
  changes: Partial<ValidatedLatency> = {},
): ValidatedLatency {
  const tensorSteps = stepsMs / computeMs(1, clockMhz)
  return {
    target, model, source: 'a table', usedToFit: false, measuredMs,
    estimatedMs: fixedMs + stepsMs, lowMs: 0, highMs: 0, error: 0, score: 0,
    properties: propertiesWith({ tensorSteps, tensorStepsLow: tensorSteps, tensorStepsHigh: tensorSteps }),
    ...changes,
  }
}

describe('pairs of published figures', () => {
  it('tell how far the measured difference lies from the estimated one, as a share of what changed', () => {
    const [pair] = pairsOf([figure('a', 1, 2), figure('b', 3, 4.5)])
    const scaleMs = 2 + 0.02 * (1 + fixedMs)
    expect(pair).toMatchObject({ from: 'a', to: 'b', source: 'a table', usedToFit: false, measuredMs: 2.5 })
    expect(pair?.errorMs).toBeCloseTo(-0.5, 9)
    expect(pair?.scaleMs).toBeCloseTo(scaleMs, 9)
    expect(pair?.score).toBeCloseTo(0.5 / scaleMs, 9)
  })

  it('are of two models and one source', () => {
    const figures = [
      figure('a', 1, 1), figure('a', 1, 2), figure('b', 2, 2), figure('c', 3, 3, { source: 'another table' }),
    ]
    expect(pairsOf(figures).map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'a b'])
  })

  it('count as fitted on where one of the two is', () => {
    expect(pairsOf([figure('a', 1, 1, { usedToFit: true }), figure('b', 2, 2)])[0]?.usedToFit).toBe(true)
  })

  it('have an interval from the pairs of all other models', () => {
    // The pair of c and d asks for much, that of a and b for nothing.
    const pairs = pairsOf([figure('a', 1, 1), figure('b', 2, 2), figure('c', 3, 3), figure('d', 4, 9)])
    const widthOf = (from: string, to: string): number => {
      const pair = pairs.find((one) => one.from === from && one.to === to)
      return pair === undefined ? Number.NaN : (pair.highMs - pair.lowMs) / pair.scaleMs / 2
    }
    expect(widthOf('c', 'd')).toBeCloseTo(0.53, 9)
    expect(widthOf('a', 'b')).toBeGreaterThan(1)
  })

  it('are none of a single figure', () => {
    expect(pairsOf([figure('a', 1, 1)])).toEqual([])
  })
})

describeWithShared('the pairs that targets ship with', () => {
  const latencies = validateLatencies(sharedFile('models'), sharedFile('data'))

  it.each(targetNames)('%s has those that validation gives', (name) => {
    const validated = pairsOf(latencies.filter((row) => row.target === name))
    const rounded = validated.map(({ from, to, source, usedToFit, score }) => ({
      from, to, source, usedToFit, score: expect.closeTo(score, 3),
    }))
    expect(estimatorOf(name).pairs).toEqual(rounded)
  })
})
