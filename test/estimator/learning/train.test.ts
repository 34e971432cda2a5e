import { describe, expect, it } from 'vitest'
import { estimateWith, missingFeatures } from '../../../src/estimator/learning/estimate-with.ts'
import { parseLearnedEstimator } from '../../../src/estimator/learning/learned-estimator.ts'
import { type Sample, withDerived } from '../../../src/estimator/learning/sample.ts'
import { train, type Training, type TrainingRequest } from '../../../src/estimator/learning/train.ts'
import { estimatorOf } from '../../../src/estimator/target.ts'
import { drawSamples } from '../../support/samples.ts'

const { latency, clockMhz } = estimatorOf('coral-usb3-max')
const provenance = { datasetHash: '00', sources: [], toolVersion: '1.2.3', command: 'precious train', seed: 1 }

function trained(samples: readonly Sample[], changes: Partial<TrainingRequest> = {}): Promise<Training> {
  const usual = { target: 'mine', base: 'coral-usb3-max', quantity: 'latency', folds: 5, seed: 1, start: { latency, clockMhz }, provenance } as const
  return train({ samples, ...usual, ...changes }, async () => {})
}

const samples = drawSamples(60, 1, { pairs: 15 })
const training = trained(samples)

describe('training', () => {
  it('chooses a family that follows what is behind the measurements', async () => {
    const { estimator } = await training
    const errors = Object.fromEntries(estimator.families.map(({ family, mape }) => [family, mape]))
    expect(errors[estimator.family]).toBeLessThan(0.03)
    expect(errors['constant']).toBeGreaterThan(0.2)
    expect(Object.keys(errors)).toEqual([
      'constant',
      'analytic',
      'ridge',
      'non-negative',
      'analytic-ridge',
      'cart',
      'kernel',
      'analytic-boosting',
      'kernel-boosting',
      'boosting',
      'forest',
    ])
  })

  it('estimates networks that it has not seen, in intervals that hold them', async () => {
    const { estimator } = await training
    const others = drawSamples(300, 2).map(({ features, value }) => ({ ...estimateWith(estimator, features), measured: value }))
    const known = others.filter(({ outside }) => outside.length === 0)
    expect(known.length).toBeGreaterThan(200)
    const errors = known.map(({ value, measured }) => Math.abs(value / measured - 1))
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.03)
    const held = known.filter(({ low, high, measured }) => low <= measured && measured <= (high ?? Infinity))
    expect(Math.abs(held.length / known.length - 0.9)).toBeLessThan(0.1)
  })

  it('tells its errors by each way of holding out, the learning curve, importances and the noise', async () => {
    const { estimator } = await training
    expect(estimator.heldOut.map(({ split, n }) => [split, n])).toEqual([['grouped', 60], ['random', 60], ['extrapolation', 18]])
    expect(estimator.learningCurve.map(({ n }) => n)).toEqual([10, 25, 50])
    const [few, , many] = estimator.learningCurve
    expect(many?.mape).toBeLessThan(few?.mape ?? 0)
    const ranked = estimator.importances.map(({ feature }) => feature)
    expect(ranked).toHaveLength(estimator.features.length)
    // The time does not depend on it.
    expect(ranked.indexOf('wide')).toBeGreaterThan(2)
    expect(estimator.noiseFloor).toMatchObject({ networks: 15, measurements: 30 })
    expect(estimator).toMatchObject({ rows: 60, networks: 45 })
  })

  it('gives the same for the same seed, and JSON that estimates the same', async () => {
    const { estimator } = await training
    const text = JSON.stringify(estimator)
    expect(JSON.stringify((await trained(samples)).estimator)).toBe(text)
    const read = parseLearnedEstimator(JSON.parse(text), 'mine.json')
    for (const { features } of samples) expect(estimateWith(read, features)).toEqual(estimateWith(estimator, features))
  })

  it('takes the simplest family where none knows more', async () => {
    const random = drawSamples(40, 3).map((sample, index) => ({ ...sample, value: 1 + (index * 7 % 40) / 40 }))
    expect((await trained(random)).estimator.family).toBe('constant')
  })

  it('uses no time model for power', async () => {
    const { families } = (await trained(samples, { quantity: 'power' })).estimator
    expect(families.filter(({ family }) => family.startsWith('analytic'))).toEqual([])
  })

  it('stops where it is told to', async () => {
    const steps: string[] = []
    const stopping = train(
      { samples, target: '', base: '', quantity: 'latency', folds: 5, seed: 1, start: { latency, clockMhz }, provenance },
      async (label) => {
        if (steps.push(label) === 3) throw new Error('stopped')
      },
    )
    await expect(stopping).rejects.toThrow('stopped')
    expect(steps[0]).toBe('fold 1 of 5: constant')
  })

  it('is refused for few measurements', async () => {
    await expect(trained(drawSamples(9, 1))).rejects.toThrow(RangeError)
  })
})

describe('a learnt estimator', () => {
  const network = samples[0]?.features ?? {}

  it('says where a network leaves what was seen, and has no bounds where nothing was like it', async () => {
    const { estimator } = await training
    const pooled = estimateWith(estimator, { ...network, edgetpuOperators: (network['edgetpuOperators'] ?? 0) + 2 })
    expect(pooled).toMatchObject({ low: 0, high: null, coverage: null, outside: ['otherOperators'] })
  })

  it('is less sure a little beyond what was seen', async () => {
    const { estimator } = await training
    const most = estimator.ranges['tensorStepsHigh']?.[1] ?? 0
    const inside = estimateWith(estimator, { ...network, tensorStepsHigh: most })
    const beyond = estimateWith(estimator, { ...network, tensorStepsHigh: most + 1 })
    expect(inside).toMatchObject({ coverage: 0.9, outside: [] })
    expect(beyond).toMatchObject({ coverage: null, outside: ['tensorStepsHigh'] })
    const width = ({ low, high }: typeof inside): number => Math.log((high ?? Infinity) / low)
    expect(width(beyond)).toBeGreaterThanOrEqual(width(inside))
    expect(width(beyond)).toBeLessThan(1)
  })

  it('needs the features that it reads, and derives those that follow', async () => {
    const { estimator } = await training
    const { otherOperators: _, wide: __, ...properties } = network
    expect(missingFeatures(estimator, properties)).toEqual(['wide'])
    expect(() => estimateWith(estimator, properties)).toThrow(RangeError)
    expect(withDerived(properties)['otherOperators']).toBe(0)
  })

  it.each([
    [{ schemaVersion: 2 }, 'schemaVersion'],
    [{ terms: [{ weight: 1, regressor: { family: 'constant', columns: 1, value: 1 } }] }, 'a regressor of 1 features'],
    [{ terms: [{ weight: 1, regressor: { family: 'other' } }] }, 'the regressor is not usable'],
    [{ terms: [] }, 'terms'],
    [{ extra: 1 }, 'extra'],
  ])('is refused with %j', async (change, message) => {
    const { estimator } = await training
    const changed: unknown = JSON.parse(JSON.stringify({ ...estimator, ...change }))
    expect(() => parseLearnedEstimator(changed, 'mine.json')).toThrow(message)
  })
})
