import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../src/errors.ts'
import { estimateDeltas } from '../../src/estimator/delta.ts'
import { estimateDemand } from '../../src/estimator/estimate-demand.ts'
import type { Estimate } from '../../src/estimator/estimate.ts'
import { targetOfLearned } from '../../src/estimator/learned-target.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { learnerWith } from '../evaluation/learners.ts'
import { propertiesWith } from '../support/properties.ts'

/** A millisecond for each thousand steps, seen up to 10,000 of them. */
const target = targetOfLearned(learnerWith(), 'mine.json')
const base = estimatorOf('coral-usb3-max')

function estimatesOf(tensorSteps: number, changes: Partial<Record<string, number>> = {}): ReadonlyMap<string, Estimate> {
  const properties = { ...propertiesWith({ tensorSteps, instructionBytes: 1_000 }), ...changes }
  const { estimates } = estimateDemand({ properties, totals: { cpuOperators: 0 } }, target)
  return new Map(estimates.map((estimate) => [estimate.quantity, estimate]))
}

describe('the target of a learnt estimator', () => {
  it('estimates latency as was learnt, with its interval', () => {
    const latency = estimatesOf(4_000).get('latency')
    expect(latency).toMatchObject({ basis: 'estimated', inEnvelope: true, coverage: { points: 1, of: 'networks' } })
    expect(latency).toMatchObject({ value: expect.closeTo(4, 9), low: expect.closeTo(4 * Math.exp(-0.1), 9) })
  })

  it('takes power and memory from its base, and says that nothing of them was measured', () => {
    const power = estimatesOf(4_000).get('power')
    expect(power).toMatchObject({ basis: 'estimated', coverage: { points: 0 } })
    expect(target.power.idleW).toEqual(base.power.idleW)
    expect(target.limits.join(' ')).toContain('those of coral-usb3-max; nothing of them was measured')
    expect(target.description).toContain('not measured')
  })

  it('says nothing of networks that are unlike all that it has seen, and names what differs', () => {
    for (const quantity of ['latency', 'power', 'energy']) {
      expect(estimatesOf(50_000).get(quantity)).toMatchObject({ basis: 'unknown', reason: expect.stringContaining('tensorSteps') })
    }
  })

  it('says nothing where its numbers bound nothing', () => {
    const { intervals } = learnerWith()
    const learned = learnerWith({ intervals: { ...intervals, spreads: [{ estimate: 1, spread: 800 }] } })
    const properties = propertiesWith({ tensorSteps: 4_000, instructionBytes: 1_000 })
    const demand = estimateDemand({ properties, totals: { cpuOperators: 0 } }, targetOfLearned(learned, 'mine.json'))
    expect(demand.estimates[0]).toMatchObject({ quantity: 'latency', basis: 'unknown' })
    expect(demand.latency).toBeUndefined()
  })

  it('says that a network a little beyond is outside, with an interval of errors on slower networks', () => {
    const learned = learnerWith({
      intervals: { ...learnerWith().intervals, outsideScores: Array.from({ length: 10 }, () => 3) },
    })
    const properties = propertiesWith({ tensorSteps: 12_000, instructionBytes: 1_000 })
    const [latency] = estimateDemand({ properties, totals: { cpuOperators: 0 } }, targetOfLearned(learned, 'mine.json')).estimates
    expect(latency).toMatchObject({
      basis: 'estimated', inEnvelope: false, outside: ['tensorSteps'], high: expect.closeTo(12 * Math.exp(0.3), 9),
      coverage: { share: null },
    })
  })

  it('does not speak for what no estimator was checked on', () => {
    expect(estimatesOf(4_000, { customOperators: 1 }).get('latency')).toMatchObject({ inEnvelope: false, outside: ['customOperators'] })
  })

  it('tells how two networks differ', () => {
    const of = (tensorSteps: number): Parameters<typeof estimateDeltas>[0] =>
      ({ properties: propertiesWith({ tensorSteps, instructionBytes: 1_000 }), cpuOperators: 0 })
    const [latency] = estimateDeltas(of(2_000), of(5_000), target)
    expect(latency).toMatchObject({ base: expect.closeTo(2, 9), value: expect.closeTo(3, 9) })
    expect(estimateDeltas(of(2_000), of(50_000), target)[0]).toMatchObject({ quantity: 'latency', basis: 'unknown' })
    const [none] = estimateDeltas(of(2_000), of(2_000), target)
    expect(none).toMatchObject({ value: 0, low: 0, high: 0 })
  })

  it.each([
    ['power', learnerWith({ quantity: 'power' }), 'it estimates power'],
    ['cells', learnerWith({ features: ['edge01:none'], ranges: { 'edge01:none': [0, 1] } }), 'it reads features that no model file has: edge01:none'],
    ['a target without a name', learnerWith({ target: 'a/b' }), '"a/b" is no name for a target'],
    ['a base that does not ship', learnerWith({ base: 'nix' }), 'there is no target "nix"'],
    ['damage', { ...learnerWith(), terms: [] }, 'the estimator is not usable (terms'],
    ['huge weights', { ...learnerWith(), terms: [{ ...learnerWith().terms[0], weight: 1e300 }] }, 'terms.0.weight'],
    ['a range from high to low', learnerWith({ ranges: { tensorSteps: [10, 0] } }), 'ranges.tensorSteps: is not a range'],
    ['features that were not seen', learnerWith({ ranges: {} }), 'what was seen of tensorSteps is missing'],
    ['scores in disorder', learnerWith({ intervals: { ...learnerWith().intervals, scores: [2, 1] } }), 'scores: is not ascending'],
  ])('is refused of %s', (_, learned, what) => {
    const make = (): unknown => targetOfLearned(learned, 'mine.json')
    expect(make).toThrow(PreciousError)
    expect(make).toThrow(what)
    expect(make).toThrow('mine.json')
  })
})
