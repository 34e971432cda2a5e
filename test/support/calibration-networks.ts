import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import type { LatencyCoefficients } from '../../src/estimator/coefficients.ts'
import type { MeasuredNetwork } from '../../src/estimator/calibration/figure.ts'
import type { FittedName } from '../../src/estimator/fit-rates.ts'
import { breakDownLatency } from '../../src/estimator/latency.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { Random } from '../../src/random.ts'
import { propertiesWith } from './properties.ts'

export const base: EstimatorArtifact = estimatorOf('coral-usb3-max')

/** The base with other coefficients, as a host might have them. */
export function withRates(changes: Partial<Record<FittedName, number>>): LatencyCoefficients {
  const changed = Object.entries(changes).map(([name, value]) => [name, { value, source: 'made up' }])
  return { ...base.latency, ...Object.fromEntries(changed) }
}

/** A host that is nothing like the base. */
export const slowLink = {
  fixedMs: 0.5,
  upBytesPerMs: 200_000,
  streamBytesPerMs: 180_000,
  downBytesPerMs: 40_000,
} as const

/**
 * Networks of all kinds, each a group of its own, whose latencies follow from coefficients but for noise.
 * @param noise standard deviation, as a share
 */
export function networksBy(
  latency: LatencyCoefficients,
  { count, seed = 1, noise = 0.02, factorOf = () => 1 }: {
    readonly count: number
    readonly seed?: number
    readonly noise?: number
    /** What no coefficient knows of. */
    readonly factorOf?: (properties: MeasuredNetwork['properties']) => number
  },
): MeasuredNetwork[] {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, index) => {
    const properties = anyProperties(random)
    const value = breakDownLatency(properties, latency, base.clockMhz).value * factorOf(properties)
    const name = `network ${seed}/${index}`
    return { name, group: name, source: 'made up', properties, latencyMs: value * (1 + noise * normal(random)) }
  })
}

function anyProperties(random: Random): MeasuredNetwork['properties'] {
  const spread = (low: number, high: number): number => low * (high / low) ** random.fraction()
  const operators = random.integer(10, 120)
  const instructionBytes = spread(50_000, 500_000)
  const tensorSteps = spread(100_000, 5_000_000)
  const streamedBytes = random.fraction() < 0.4 ? spread(500_000, 20_000_000) : 0
  const convolutionOperators = Math.ceil(operators / 2)
  const depthwiseOperators = random.integer(0, operators - convolutionOperators)
  return propertiesWith({
    edgetpuOperators: operators,
    convolutionOperators,
    depthwiseOperators,
    tensorSteps,
    tensorStepsLow: tensorSteps,
    tensorStepsHigh: tensorSteps,
    instructionBytes,
    instructionBytesLow: instructionBytes,
    instructionBytesHigh: instructionBytes,
    toDeviceBytes: spread(20_000, 300_000),
    fromDeviceBytes: spread(1_000, 200_000),
    streamedBytes,
    streamedBytesLow: streamedBytes,
    streamedBytesHigh: streamedBytes,
    expectedStreamedBytes: streamedBytes,
  })
}

/** Method: G. E. P. Box and M. E. Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction())
}

/** Mean absolute error against the coefficients that are true. */
export function trueError(
  networks: readonly MeasuredNetwork[],
  latency: LatencyCoefficients,
  truth: LatencyCoefficients,
  { clockMhz }: EstimatorArtifact = base,
): number {
  const errors = networks.map(({ properties }) => {
    const estimate = breakDownLatency(properties, latency, clockMhz).value
    return Math.abs(estimate / breakDownLatency(properties, truth, clockMhz).value - 1)
  })
  return errors.reduce((sum, error) => sum + error, 0) / errors.length
}
