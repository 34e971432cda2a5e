import { featuresOf, type Sample } from '../../src/estimator/learning/sample.ts'
import { Random } from '../../src/random.ts'
import { propertiesWith } from './properties.ts'

export interface Noise {
  readonly noise?: number
  readonly pairs?: number
}

/**
 * Made-up measurements: time follows the steps of convolutions and the number of operators, `pairs` networks are
 * measured twice, and every measurement is off by up to `noise`.
 */
export function drawSamples(count: number, seed: number, { noise = 0.02, pairs = 0 }: Noise = {}): readonly Sample[] {
  const random = new Random(seed)
  const once = Array.from({ length: count - pairs }, (_, index) => {
    const convolutionOperators = random.integer(1, 20)
    const elementwiseOperators = random.integer(0, 10)
    const tensorSteps = convolutionOperators * random.integer(1_000, 20_000)
    const properties = propertiesWith({
      edgetpuOperators: convolutionOperators + elementwiseOperators,
      convolutionOperators,
      elementwiseOperators,
      tensorSteps,
      tensorStepsLow: tensorSteps,
      tensorStepsHigh: tensorSteps,
      convolutionSteps: tensorSteps,
      toDeviceBytes: 3_072,
    })
    return { index, properties, ms: 0.3 + tensorSteps / 500_000 + 0.02 * elementwiseOperators }
  })
  return [...once, ...once.slice(0, pairs)].map(({ index, properties, ms }) => ({
    name: `network ${index}`,
    group: `group ${index}`,
    hash: `hash ${index}`,
    properties,
    features: featuresOf(properties, { wide: index % 2 }),
    value: ms * (1 + noise * (2 * random.fraction() - 1)),
  }))
}
