import type { Properties } from '../analysis/properties.ts'
import type { QuantisationScheme } from '../generator/quantise.ts'
import type { Quantities } from '../generator/sampling/quantities.ts'
import type { Space } from '../generator/sampling/space.ts'

/** What was written: the same arguments of the same version give the same. */
export interface Manifest {
  readonly schemaVersion: 1
  readonly version: string
  readonly seed: number
  readonly count: number
  readonly space: Space
  /** Of the properties of each network. */
  readonly propertiesVersion: number
  readonly networks: readonly SampledNetwork[]
}

export interface SampledNetwork {
  /** Its name in the folder of the manifest. */
  readonly file: string
  readonly sha256: string
  /** Place among the networks of the seed, from 0. */
  readonly index: number
  readonly quantisation: QuantisationScheme
  /** The kinds of its blocks, in their order. */
  readonly blocks: readonly string[]
  /** Whether an operator runs on the CPU, according to the analysis. */
  readonly hasCpuOperators: boolean
  /** The same if the compiler maps nothing that it is not sure to map. */
  readonly mayHaveCpuOperators: boolean
  /** Whether some channel count is no multiple of 4. */
  readonly isOffGrid: boolean
  /** Whether it was to lie around the memory of the chip. */
  readonly isAtOnChipLimit: boolean
  readonly goal: Quantities
  readonly reached: Quantities
  readonly properties: Properties
}

export const manifestName = 'manifest.json'

/** In the folder of a sample that is being written: the arguments of the run. */
export const markerName = 'unfinished.json'
