import type { CheckPoint, EstimatorArtifact } from '../../src/estimator/artifact.ts'
import type { SourcedRange } from '../../src/estimator/coefficients.ts'
import { estimatorOf } from '../../src/estimator/target.ts'

const source = 'made up'

function between(low: number, value: number, high: number): SourcedRange {
  return { value, low, high, source }
}

/** Published figures of as many models, each held by a range that is widened by a quarter either way. */
function heldWithinAQuarter(models: number): CheckPoint[] {
  return Array.from({ length: models }, (_, index) => ({
    model: `model ${index}`, architecture: `architecture ${index}`, source, inEnvelope: true, error: 0.1, score: Math.log(1.25),
  }))
}

/**
 * An estimator in round numbers, so that tests can be checked by hand: 1 ms fixed, 1,000 steps, 10,000 bytes up (to
 * fill the cache too) and 1,000 bytes down in a millisecond; 1 W idle and 1 W for the tiles; intervals of 25 % either way.
 */
export function roundEstimator(changes: Partial<EstimatorArtifact> = {}): EstimatorArtifact {
  const shipped = estimatorOf('coral-usb3-max')
  return {
    ...shipped,
    target: 'round-board',
    description: 'A board in round numbers',
    version: '1',
    clockMhz: 1,
    latency: {
      ...shipped.latency,
      combination: { value: 'sum', source },
      fixedMs: { value: 1, source },
      upBytesPerMs: { value: 10_000, source },
      streamBytesPerMs: { value: 10_000, source },
      chunkRepeats: between(1, 1, 1),
      downBytesPerMs: { value: 1_000, source },
      reloadBytesPerMs: between(10_000, 10_000, 10_000),
      cpuMacsPerMs: { value: 1_000, source },
      cpuElementsPerMs: { value: 1_000, source },
      detectionScoresPerMs: { value: 1_000, source },
      cpuFactor: { value: 1, source },
    },
    power: { idleW: between(1, 1, 1), activityW: between(1, 1, 1), points: 2 },
    checkPoints: heldWithinAQuarter(20),
    envelope: {
      source: 'networks of round numbers',
      ranges: { uncheckedOperators: [0, 0], customOperators: [0, 0], tensorSteps: [0, 1_000_000] },
    },
    limits: ['It exists in tests only.'],
    ...changes,
  }
}
