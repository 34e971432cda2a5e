import type { Network } from '../../model/network.ts'
import type { NetworkBuilderOptions } from '../network-builder.ts'
import type { QuantisationScheme } from '../quantise.ts'

/** What can be chosen of an architecture. */
export interface ArchitectureChoices {
  /** Height and width of the input image in pixels. */
  readonly inputSize: number
  /** Factor on the published channel counts; 1 in architectures that are published in one width only. */
  readonly widthMultiplier: number
  /** Results of a classifier or detector, or labels of a segmentation, as the published files count them. */
  readonly classes: number
  readonly quantisation: QuantisationScheme
  /** Where the weights come from. */
  readonly seed: number
  /** `none` leaves their bytes out: enough for an analysis. @default 'random' */
  readonly weights?: NetworkBuilderOptions['weights']
}

/** A published architecture: anyone who knows its name knows its layers. */
export interface Architecture {
  /** How a user names it, such as `mobilenet-v2`. */
  readonly name: string
  /** How people write it, such as `MobileNet v2`. */
  readonly title: string
  /** Where its layers were published. */
  readonly source: string
  /** The choices that the published network stands for. */
  readonly defaults: Omit<ArchitectureChoices, 'seed' | 'weights'>
  /** Whether it is published in several widths. */
  readonly hasWidth: boolean
  /** @throws RangeError for an input that is too small for its layers */
  build(choices: ArchitectureChoices): Network
}
