import type { Architecture, ArchitectureChoices } from '../../src/generator/architectures/architecture.ts'
import { UnbuildableError } from '../../src/generator/unbuildable-error.ts'
import type { Network } from '../../src/model/network.ts'

/** Smaller images are a point in every network that halves them three times. */
const smallest = 8
/** No architecture needs a larger one. */
const largest = 128

/** An architecture with ten classes, for the smallest image that it takes. */
export function smallestNetwork(
  { build, defaults, title }: Architecture,
  choices?: Partial<ArchitectureChoices>,
): Network {
  for (let inputSize = smallest; inputSize <= largest; inputSize++) {
    try {
      return build({ ...defaults, classes: 10, seed: 1, inputSize, ...choices })
    } catch (error) {
      if (!(error instanceof UnbuildableError)) throw error
    }
  }
  throw new RangeError(`${title} takes no image of up to ${largest} pixels`)
}
