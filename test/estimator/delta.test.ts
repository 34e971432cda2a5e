import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Properties } from '../../src/analysis/properties.ts'
import type { PairPoint } from '../../src/estimator/artifact.ts'
import {
  type Comparable,
  type Delta,
  estimateDeltas,
  hasSameProperties,
  type KnownDelta,
} from '../../src/estimator/delta.ts'
import { estimateDemand, powerOf } from '../../src/estimator/estimate-demand.ts'
import { type Estimate, type Quantity, quantityUnits } from '../../src/estimator/estimate.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { roundEstimator } from '../report/round-estimator.ts'
import { propertiesWith } from '../support/properties.ts'

/** Without pairs of published figures a difference is widened by 0.53 of what changed. */
const estimator = roundEstimator({ pairs: [] })
const least = 0.53

type Figures = Parameters<typeof propertiesWith>[0]

function comparable(figures: Figures): Comparable {
  const properties = propertiesWith(figures)
  return { properties, cpuOperators: properties.cpuOperators }
}

function steps(likely: number, low = likely, high = likely): Figures {
  return { tensorSteps: likely, tensorStepsLow: low, tensorStepsHigh: high }
}

function knownDelta(deltas: readonly Delta[], quantity: Quantity): KnownDelta {
  const delta = deltas.find((one) => one.quantity === quantity)
  if (delta?.basis !== 'estimated') throw new Error(`there is no known delta of ${quantity}`)
  return delta
}

function valueOf(known: Estimate | Delta | undefined): number {
  return known === undefined || known.basis === 'unknown' ? Number.NaN : known.value
}

function latencyDelta(base: Figures, head: Figures, pairs: readonly PairPoint[] = []): KnownDelta {
  return knownDelta(estimateDeltas(comparable(base), comparable(head), roundEstimator({ pairs })), 'latency')
}

const bytes = fc.integer({ min: 0, max: 20_000_000 })
const spread = fc.double({ min: 1, max: 3, noNaN: true })

/** A likely number with a range around it, by the names of the three. */
function ranged(name: 'tensorSteps' | 'cachedBytes' | 'streamedBytes' | 'instructionBytes'): fc.Arbitrary<Figures> {
  return fc.tuple(bytes, spread, spread).map(([value, down, up]) => ({
    [name]: value, [`${name}Low`]: value / down, [`${name}High`]: value * up,
  }))
}

const arbitraryFigures: fc.Arbitrary<Figures> = fc
  .tuple(
    ranged('tensorSteps'), ranged('cachedBytes'), ranged('streamedBytes'), ranged('instructionBytes'),
    fc.record({ toDeviceBytes: bytes, fromDeviceBytes: bytes, peakActivationBytes: bytes, cpuMacs: bytes }),
    fc.record({ convolutionOperators: fc.nat(2), cpuOperators: fc.nat(3), cpuOperatorsHigh: fc.nat(9) }),
  )
  .map((parts) => Object.assign({}, ...parts) as Figures)

const anyTarget = fc.constantFrom(...targetNames).map(estimatorOf)

describe('the difference of two networks', () => {
  it('is that of their estimates, widened by a share of what changed and of the baseline', () => {
    // 1 ms fixed and 2 ms of steps before, 1 ms of steps more now.
    const { base, value, low, high } = latencyDelta(steps(2_000), steps(3_000))
    const slack = least * (1 + 0.02 * 3)
    expect(base).toBeCloseTo(3, 12)
    expect(value).toBeCloseTo(1, 12)
    expect([low, high]).toEqual([expect.closeTo(1 - slack, 12), expect.closeTo(1 + slack, 12)])
  })

  it('takes both networks at the same end of what is not certain', () => {
    // Steps of 1 to 3 ms before and 2 to 6 ms now differ by 1 to 3 ms, not by -1 to 5 ms.
    const { low, high } = latencyDelta(steps(2_000, 1_000, 3_000), steps(4_000, 2_000, 6_000))
    const slack = least * (2 + 0.02 * 3)
    expect([low, high]).toEqual([expect.closeTo(1 - slack, 12), expect.closeTo(3 + slack, 12)])
  })

  it('is widened by each term that changed, whether it grew or shrank', () => {
    // A millisecond of steps less and one of input more come to nothing, but neither is known exactly.
    const { value, low, high } = latencyDelta(steps(2_000), { ...steps(1_000), toDeviceBytes: 10_000 })
    const slack = least * (1 + 1 + 0.02 * 3)
    expect(value).toBe(0)
    expect([low, high]).toEqual([expect.closeTo(-slack, 12), expect.closeTo(slack, 12)])
  })

  it('is widened by what pairs of published figures ask for where that is more', () => {
    const pairs = [{ from: 'a', to: 'b', source: 's', score: 0.8 }]
    const delta = latencyDelta(steps(2_000), steps(3_000), pairs)
    expect(delta.high).toBeCloseTo(1 + 0.8 * 1.06, 12)
    expect(delta.coverage).toEqual({ share: null, points: 1 })
  })

  it('saves no more than the baseline takes', () => {
    const { base, value, low } = latencyDelta(steps(99_000), steps(1_000))
    expect(value).toBeCloseTo(-98, 9)
    expect(low).toBe(-base)
  })

  it('is exactly nothing, without an interval, where all properties are equal', () => {
    fc.assert(
      fc.property(arbitraryFigures, anyTarget, (figures, target) => {
        const [base, head] = [comparable(figures), comparable(figures)]
        expect(hasSameProperties(base.properties, head.properties)).toBe(true)
        for (const delta of estimateDeltas(base, head, target)) {
          expect(delta).toMatchObject({ basis: 'estimated', value: 0, low: 0, high: 0 })
        }
      }),
    )
  })

  it('has the same size and the other sign where baseline and model change places', () => {
    fc.assert(
      fc.property(arbitraryFigures, arbitraryFigures, anyTarget, (one, other, target) => {
        const there = estimateDeltas(comparable(one), comparable(other), target)
        const back = estimateDeltas(comparable(other), comparable(one), target)
        for (const { quantity } of there) {
          const [forth, reverse] = [knownDelta(there, quantity), knownDelta(back, quantity)]
          expect(forth.value + reverse.value).toBeCloseTo(0, 6)
        }
        expect(knownDelta(there, 'latency').value).toBe(-knownDelta(back, 'latency').value)
      }),
    )
  })

  it('has an interval that holds its value, for each quantity', () => {
    fc.assert(
      fc.property(arbitraryFigures, arbitraryFigures, anyTarget, (one, other, target) => {
        const deltas = estimateDeltas(comparable(one), comparable(other), target)
        expect(deltas.map(({ quantity }) => quantity)).toEqual(Object.keys(quantityUnits))
        for (const { quantity } of deltas) {
          const { low, value, high } = knownDelta(deltas, quantity)
          expect(low).toBeLessThanOrEqual(value)
          expect(value).toBeLessThanOrEqual(high)
        }
      }),
    )
  })

  it('has a wider interval the more changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (first, more) => {
        const width = ({ low, high }: KnownDelta): number => high - low
        const less = latencyDelta(steps(1_000), steps(1_000 + first))
        expect(width(latencyDelta(steps(1_000), steps(1_000 + first + more)))).toBeGreaterThan(width(less))
      }),
    )
  })

  it('is consistent with the estimates of both networks', () => {
    fc.assert(
      fc.property(arbitraryFigures, arbitraryFigures, anyTarget, (one, other, target) => {
        const [base, head] = [comparable(one), comparable(other)]
        const [before, after] = [base, head].map(({ properties, cpuOperators }) =>
          estimateDemand({ properties, totals: { cpuOperators } }, target).estimates,
        )
        for (const delta of estimateDeltas(base, head, target)) {
          const [was, is] = [before, after].map((all) => all?.find(({ quantity }) => quantity === delta.quantity))
          const [from, to] = [valueOf(was), valueOf(is)]
          expect(valueOf(delta) / Math.max(1, from, to)).toBeCloseTo((to - from) / Math.max(1, from, to), 9)
          expect(knownDelta([delta], delta.quantity).base).toBe(from)
        }
      }),
    )
  })
})

describe('the difference in power', () => {
  it('and energy follow the tiles and the time: 1 W idle and 1 W for the tiles', () => {
    // 2 of 3 ms before, 3 of 4 ms now: 5/3 W and 5 mJ, then 7/4 W and 7 mJ.
    const deltas = estimateDeltas(comparable(steps(2_000)), comparable(steps(3_000)), estimator)
    expect(knownDelta(deltas, 'power').base).toBeCloseTo(5 / 3, 12)
    expect(knownDelta(deltas, 'power').value).toBeCloseTo(7 / 4 - 5 / 3, 12)
    expect(knownDelta(deltas, 'energy').base).toBeCloseTo(5, 12)
    expect(knownDelta(deltas, 'energy').value).toBeCloseTo(2, 12)
  })

  it('reaches to tiles that compute all the time, where the time may fall that far', () => {
    const deltas = estimateDeltas(comparable(steps(99_000)), comparable(steps(1_000)), estimator)
    expect(knownDelta(deltas, 'power').high).toBeCloseTo(2 - 1.99, 9)
  })

  it('has an interval that holds it wherever the latency lies in its own', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(arbitraryFigures, arbitraryFigures, anyTarget, place, (one, other, target, share) => {
        const [base, head] = [comparable(one), comparable(other)]
        const deltas = estimateDeltas(base, head, target)
        const [latency, power] = [knownDelta(deltas, 'latency'), knownDelta(deltas, 'power')]
        const headMs = latency.base + latency.low + share * (latency.high - latency.low)
        fc.pre(headMs > 0 && base.properties !== undefined && head.properties !== undefined)
        const wattsOf = (of: Properties | undefined, ms: number): number =>
          of === undefined ? Number.NaN : powerOf(of, ms, target, 'value')
        const watts = wattsOf(head.properties, headMs) - wattsOf(base.properties, latency.base)
        expect(watts).toBeGreaterThanOrEqual(power.low - 1e-9)
        expect(watts).toBeLessThanOrEqual(power.high + 1e-9)
      }),
    )
  })
})

describe('what can be said of a difference', () => {
  const plain = comparable(steps(1_000))
  const compiled: Comparable = { properties: undefined, cpuOperators: 2 }

  test.each([
    ['the model', plain, compiled, 2],
    ['the baseline model', compiled, plain, -2],
    ['the model', compiled, compiled, 0],
  ])('where %s is compiled: only operators on the CPU are compared', (which, base, head, value) => {
    const deltas = estimateDeltas(base, head, estimator)
    expect(deltas.map(({ quantity }) => quantity)).toEqual(Object.keys(quantityUnits))
    const reason = `${which} is compiled and what its compiled operator holds cannot be read`
    const [last, ...others] = deltas.toReversed()
    expect(others).toEqual(others.map(({ quantity }) => ({ quantity, basis: 'unknown', reason })))
    expect(last).toMatchObject({ quantity: 'cpuOperators', value, low: value, high: value })
  })

  test('where nothing of one can be costed: memory is, time is not', () => {
    const nothing = comparable({ edgetpuOperators: 0, customOperators: 1, cpuOperators: 1 })
    const deltas = estimateDeltas(nothing, plain, estimator)
    const unknown = deltas.filter(({ basis }) => basis === 'unknown').map(({ quantity }) => quantity)
    expect(unknown).toEqual(['latency', 'power', 'energy'])
    expect(knownDelta(deltas, 'memory').value).toBe(0)
  })

  test.each([
    ['the baseline', { customOperators: 1 }, {}],
    ['the model', {}, { customOperators: 1 }],
    ['both', { customOperators: 1 }, { customOperators: 2 }],
  ] as const)('where %s lies outside the checked range: that it does', (_, base, head) => {
    const [before, after] = [comparable({ ...steps(1_000), ...base }), comparable({ ...steps(1_000), ...head })]
    const deltas = estimateDeltas(before, after, estimator)
    const outside = deltas.flatMap((delta) => (delta.basis === 'unknown' || delta.inEnvelope ? [] : [delta]))
    expect(outside.map(({ quantity }) => quantity)).toEqual(['latency', 'power', 'energy'])
    expect(outside[0]?.outside).toEqual(['customOperators'])
  })

  test('where a shape is known only at run time: no figure in bytes is certain', () => {
    const deltas = estimateDeltas(plain, comparable({ ...steps(1_000), dynamicOperators: 1 }), estimator)
    const outside = deltas.flatMap((delta) => (delta.basis === 'unknown' || delta.inEnvelope ? [] : [delta.quantity]))
    expect(outside).toEqual(['memory', 'cached', 'streamed', 'activations'])
  })
})

describe('the difference in memory', () => {
  const megabyte = 1_000_000

  function cached(value: number, low = value, high = value): Figures {
    return { cachedBytes: value, cachedBytesLow: low, cachedBytesHigh: high }
  }

  function streamed(value: number, low = value, high = value): Figures {
    return { streamedBytes: value, streamedBytesLow: low, streamedBytesHigh: high }
  }

  it('is as certain as the parameter bytes are', () => {
    const deltas = estimateDeltas(comparable(cached(megabyte)), comparable(cached(2 * megabyte)), estimator)
    const grown = { base: megabyte, value: megabyte, low: 970_000, high: 1_030_000 }
    expect(knownDelta(deltas, 'cached')).toMatchObject(grown)
  })

  it('between what was predicted and what was read is in error by all that was predicted', () => {
    const plain = comparable(cached(megabyte))
    const compiled = comparable({ ...cached(1_100_000), compiledOperators: 1 })
    const grown = { value: 100_000, low: 70_000, high: 130_000 }
    expect(knownDelta(estimateDeltas(plain, compiled, estimator), 'cached')).toMatchObject(grown)
    const shrunk = { value: -100_000, low: -130_000, high: -70_000 }
    expect(knownDelta(estimateDeltas(compiled, plain, estimator), 'cached')).toMatchObject(shrunk)
  })

  it('lets what is not cached be streamed', () => {
    const base = comparable({ ...cached(5 * megabyte), ...streamed(0) })
    const head = comparable({
      ...cached(6 * megabyte, 4 * megabyte, 7 * megabyte), ...streamed(megabyte, 0, 3 * megabyte),
    })
    const deltas = estimateDeltas(base, head, estimator)
    const slack = 0.03 * 2 * megabyte
    const memory = knownDelta(deltas, 'memory')
    expect([memory.low, memory.value, memory.high]).toEqual([2 * megabyte - slack, 2 * megabyte, 2 * megabyte + slack])
    expect(knownDelta(deltas, 'streamed').high).toBe(3 * megabyte + 0.03 * megabyte)
  })

  it('of operators on the CPU counts those that are not sure to be mapped', () => {
    const deltas = estimateDeltas(
      comparable({ ...steps(1), cpuOperators: 1, cpuOperatorsHigh: 1 }),
      comparable({ ...steps(1), cpuOperators: 1, cpuOperatorsHigh: 4 }),
      estimator,
    )
    expect(knownDelta(deltas, 'cpuOperators')).toMatchObject({ base: 1, value: 0, low: 0, high: 3 })
  })
})

describe('every shipped target', () => {
  test.each(targetNames)('%s gives a difference a finite interval around it', (target) => {
    const deltas = estimateDeltas(comparable(steps(100_000)), comparable(steps(200_000)), estimatorOf(target))
    const { low, value, high } = knownDelta(deltas, 'latency')
    expect(low).toBeLessThan(value)
    expect(value).toBeLessThan(high)
    expect(Number.isFinite(high - low)).toBe(true)
  })
})
