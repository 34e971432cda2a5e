import { describe, expect, it } from 'vitest'
import { validateLatencies, type ValidatedLatency } from '../../scripts/validate/latency.ts'
import { pairsOf } from '../../scripts/validate/pairs.ts'
import { computeMs } from '../../src/estimator/latency.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { propertiesWith } from '../support/properties.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'

const target = 'coral-usb3-max'
const { clockMhz, latency } = estimatorOf(target)
const fixedMs = latency.fixedMs.value

/** The shipped rates, whatever is left out. */
const shipped = (): typeof latency => latency

/** A published figure of a network that takes so many milliseconds of steps beside what is fixed. */
function figure(
  model: string,
  stepsMs: number,
  measuredMs: number,
  changes: Partial<ValidatedLatency> = {},
): ValidatedLatency {
  const tensorSteps = stepsMs / computeMs(1, clockMhz)
  return {
    target, isBefore2021: false, model, architecture: model, source: 'a table', inEnvelope: true, measuredMs,
    estimatedMs: fixedMs + stepsMs, lowMs: 0, highMs: 0, error: 0, score: 0, outside: [],
    properties: propertiesWith({ tensorSteps, tensorStepsLow: tensorSteps, tensorStepsHigh: tensorSteps }),
    ...changes,
  }
}

describe('pairs of published figures', () => {
  it('tell how far the measured difference lies from the estimated one, as a share of what changed', () => {
    const [pair] = pairsOf([figure('a', 1, 2), figure('b', 3, 4.5)], shipped)
    const scaleMs = 2 + 0.02 * (1 + fixedMs)
    expect(pair).toMatchObject({ from: 'a', to: 'b', source: 'a table', measuredMs: 2.5 })
    expect(pair?.errorMs).toBeCloseTo(-0.5, 9)
    expect(pair?.scaleMs).toBeCloseTo(scaleMs, 9)
    expect(pair?.score).toBeCloseTo(0.5 / scaleMs, 9)
  })

  it('are of two models and one source', () => {
    const figures = [
      figure('a', 1, 1), figure('a', 1, 2), figure('b', 2, 2), figure('c', 3, 3, { source: 'another table' }),
    ]
    expect(pairsOf(figures, shipped).map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'a b'])
  })

  it('are estimated by rates that were fitted without the architectures of either', () => {
    const leftOut: string[] = []
    pairsOf([figure('a', 1, 1), figure('b', 2, 2)], (architectures) => {
      leftOut.push(...architectures)
      return latency
    })
    expect(leftOut).toEqual(['a', 'b'])
  })

  it('leave out the widths of a sweep', () => {
    const swept = { architecture: 'dense-chain' }
    expect(pairsOf([figure('a', 1, 1, swept), figure('b', 2, 2, swept), figure('c', 3, 3)], shipped)).toEqual([])
  })

  it('have an interval from the pairs of all other models', () => {
    // The pair of c and d asks for much, that of a and b for nothing.
    const pairs = pairsOf([figure('a', 1, 1), figure('b', 2, 2), figure('c', 3, 3), figure('d', 4, 9)], shipped)
    const widthOf = (from: string, to: string): number => {
      const pair = pairs.find((one) => one.from === from && one.to === to)
      return pair === undefined ? Number.NaN : (pair.highMs - pair.lowMs) / pair.scaleMs / 2
    }
    expect(widthOf('c', 'd')).toBeCloseTo(0.53, 9)
    expect(widthOf('a', 'b')).toBeGreaterThan(1)
  })

  it('are none of a single figure', () => {
    expect(pairsOf([figure('a', 1, 1)], shipped)).toEqual([])
  })
})

describeWithShared('the pairs that targets ship with', () => {
  const latencies = validateLatencies(sharedFile('models'), sharedFile('data'))

  it.each(latencies)('$target has those that validation gives', ({ target: name, rows, fitWithout }) => {
    const rounded = pairsOf(rows, fitWithout).map(({ from, to, source, score }) => ({
      from, to, source, score: expect.closeTo(score, 3),
    }))
    expect(estimatorOf(name).pairs).toEqual(rounded)
  })
})
