import type { Analysis } from '../analysis/analysis.ts'
import type { ImageSize } from './resize.ts'
import type { Obstacle } from './transformation.ts'

/** A finding about a plain network, and the smallest changes that remove it. */
export type Advice = StreamingAdvice | PlacementAdvice | ConversionAdvice | ActivationAdvice

/** What a change is judged by, as the analysis predicts it. */
export interface Measures {
  /** Most likely; and with the least capacity that was logged for networks of this kind. */
  readonly streamedBytes: number
  readonly streamedBytesHigh: number
  readonly cachedBytes: number
  readonly cpuOperators: number
  /** Operators taken as mapped of which that is not certain. */
  readonly unverifiedOperators: number
  readonly tensorSteps: number
  readonly toDeviceBytes: number
  readonly fromDeviceBytes: number
}

/** A network before a change, and the changed one analysed anew. */
export interface Effect {
  readonly before: Measures
  readonly after: Measures
}

/** Parameters do not fit on the chip and are sent at every inference. */
export interface StreamingAdvice {
  readonly kind: 'streaming'
  readonly streamedBytes: number
  /** The layers that are streamed, in the order in which the cache is filled. */
  readonly spilled: readonly SpilledLayer[]
  readonly hiddenLayers: HiddenWidths | NoChange
  /** The largest of the streamed layers made narrower, alone. */
  readonly singleLayer: LayerNarrowing | NoChange
}

export interface SpilledLayer {
  readonly operator: number
  /** What it takes on the chip. */
  readonly onChipBytes: number
  /** Bytes that it is larger than the room that earlier layers left for it. */
  readonly missedBytes: number
}

/** The smallest narrowing of all hidden layers that fits. */
export interface HiddenWidths {
  readonly kind: 'found'
  /** Share of the width that is left, in hundredths; channels are multiples of 8. */
  readonly hundredths: number
  /** Operators that are not understood: the widths around them were kept. */
  readonly unknown: readonly Obstacle[]
  readonly effect: Effect
}

/** The smallest narrowing of one layer that fits. */
export interface LayerNarrowing {
  readonly kind: 'found'
  readonly operator: number
  readonly outputs: number
  readonly outputsBefore: number
  readonly effect: Effect
}

/** There is no such change: something stands in its way, or none is large enough. */
export interface NoChange {
  readonly kind: 'none'
  readonly obstacle: Obstacle | null
}

/** Operators of one kind run on the CPU of their own accord. */
export interface PlacementAdvice {
  readonly kind: 'placement'
  readonly operators: readonly number[]
  /** Why the first of them does, as a clause that follows "because". */
  readonly clause: string
  /** Operators that run there only because they depend on one of these. */
  readonly followers: readonly number[]
  /** The largest image, if a smaller one than now, with which the Edge TPU runs them. */
  readonly smallerInput: InputSize | null
  /** The largest result, if a smaller one than now, that the Edge TPU resizes to. */
  readonly smallerResult: ResultSize | null
  /** All operators of the kind replaced by some that the Edge TPU runs. */
  readonly replacement: Replacement | null
}

export interface InputSize {
  readonly size: ImageSize
  readonly sizeBefore: ImageSize
  readonly effect: Effect
}

export interface ResultSize {
  readonly operator: number
  readonly size: ImageSize
  readonly sizeBefore: ImageSize
  readonly effect: Effect
}

export interface Replacement {
  readonly operators: readonly number[]
  readonly effect: Effect
}

/** The network takes or gives real numbers, which the CPU converts. */
export interface ConversionAdvice {
  readonly kind: 'conversion'
  readonly operators: readonly number[]
  readonly effect: Effect
}

/** Activations are so large that they are computed in chunks that overlap. */
export interface ActivationAdvice {
  readonly kind: 'activations'
  /** The operator that reads and writes most at once, and the largest of its tensors. */
  readonly operator: number
  readonly workingSetBytes: number
  readonly tensor: string
  readonly shape: readonly number[]
  readonly tensorBytes: number
  /** The largest image, smaller than now, with which nothing is cut in chunks. */
  readonly smallerInput: InputSize | null
}

export function measure({ totals, properties }: Analysis): Measures {
  return {
    streamedBytes: totals.streamedBytes?.value ?? 0,
    streamedBytesHigh: totals.streamedBytes?.high ?? 0,
    cachedBytes: totals.cachedBytes?.value ?? 0,
    cpuOperators: totals.cpuOperators,
    unverifiedOperators: properties?.unverifiedOperators ?? 0,
    tensorSteps: totals.tensorSteps?.value ?? 0,
    toDeviceBytes: totals.toDeviceBytes.value,
    fromDeviceBytes: totals.fromDeviceBytes.value,
  }
}
