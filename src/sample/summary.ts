import { byQuantity, type Coverage, measureCoverage } from '../generator/sampling/coverage.ts'
import { type Quantities, quantityNames, type QuantityName } from '../generator/sampling/quantities.ts'
import type { Manifest, SampledNetwork } from './manifest.ts'

/** What a sample is like as a whole. */
export interface SampleSummary {
  readonly networks: number
  readonly spans: Readonly<Record<QuantityName, Span>>
  readonly goals: {
    /** How far off a quantity may be. */
    readonly factor: number
    /** Networks that are nearer in every quantity. */
    readonly met: number
    readonly missed: Quantities
  }
  /** Networks with parameters in the space's range around the memory of the chip. */
  readonly atOnChipLimit: number
  readonly withCpuOperators: number
  /** Those included that have some if the compiler maps nothing that it is not sure to map. */
  readonly withPossibleCpuOperators: number
  readonly offGrid: number
  readonly uint8: number
  readonly coverage: Coverage
}

export interface Span {
  readonly least: number
  readonly median: number
  readonly most: number
}

/** Near enough to a goal: the sample stays spread, as neighbouring goals lie about as far apart. */
const factor = 2

/** @param pause called now and then while the coverage is measured; what it throws ends that */
export async function summarise({ networks, space }: Manifest, pause: () => Promise<void>): Promise<SampleSummary> {
  const reached = networks.map((network) => network.reached)
  const [low, high] = space.onChipLimit.parameterBytes
  const count = (is: (network: SampledNetwork) => boolean): number => networks.filter(is).length
  return {
    networks: networks.length,
    spans: byQuantity((name) => spanOf(reached.map((quantities) => quantities[name]))),
    goals: {
      factor,
      met: count((network) => quantityNames.every((name) => !misses(network, name))),
      missed: byQuantity((name) => count((network) => misses(network, name))),
    },
    atOnChipLimit: count(({ reached: { parameterBytes } }) => parameterBytes >= low && parameterBytes <= high),
    withCpuOperators: count(({ hasCpuOperators }) => hasCpuOperators),
    withPossibleCpuOperators: count(({ mayHaveCpuOperators }) => mayHaveCpuOperators),
    offGrid: count(({ isOffGrid }) => isOffGrid),
    uint8: count(({ quantisation }) => quantisation === 'uint8'),
    coverage: await measureCoverage(reached, space, pause),
  }
}

function misses({ goal, reached }: SampledNetwork, name: QuantityName): boolean {
  return Math.abs(Math.log(reached[name] / goal[name])) > Math.log(factor)
}

function spanOf(values: readonly number[]): Span {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN
  return { least: at(0), median: at(0.5), most: at(1) }
}
