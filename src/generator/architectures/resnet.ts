import type { FusedActivation } from '../layers/activation.ts'
import { maxPool2d } from '../layers/pooling.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { evenConv2d } from './even-padding.ts'

/** Units of each stage: He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385, table 1. */
const unitsPerStage = {
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const

export type Depth = keyof typeof unitsPerStage

export const depths: readonly Depth[] = [50, 101, 152]

/** Channels of the 3x3 convolutions in the first stage; each further stage has twice as many (same table). */
const firstWidth = 64
/** A unit's result has four times the channels of its 3x3 convolution (same table). */
export const expansion = 4

/** Three convolutions and the way around them. */
export interface Unit {
  /** Channels of the 3x3 convolution. */
  readonly width: number
  readonly stride: 1 | 2
  /** Whether the way around is a convolution, since the channels change. */
  readonly isProjected: boolean
}

/**
 * Where a stage halves the image: in its first unit, from the second stage on, as in the paper; or in its last, up to
 * the last stage but one, as in TensorFlow slim and in `ResNet50V2` of Keras.
 */
export type StridedUnit = 'first' | 'last'

export function unitsOf(depth: Depth, stridedUnit: StridedUnit): Unit[] {
  const stages = unitsPerStage[depth]
  return stages.flatMap((count, stage) => {
    const strided = stridedUnit === 'first' ? 0 : count - 1
    const isHalving = stage !== (stridedUnit === 'first' ? 0 : stages.length - 1)
    return Array.from({ length: count }, (_, unit): Unit => ({
      width: firstWidth * 2 ** stage,
      stride: isHalving && unit === strided ? 2 : 1,
      isProjected: unit === 0,
    }))
  })
}

/** A 7x7 convolution and a pool, which leave a quarter of the image's height and width. */
export function stem(builder: NetworkBuilder, image: Value, activation: FusedActivation): Value {
  const wide = evenConv2d(builder, image, { filters: firstWidth, kernel: 7, stride: 2, activation })
  return maxPool2d(builder, wide, { window: 3, stride: 2, padding: 'same' })
}

/** An image at half its size for the way around a unit: a pool of single pixels (`subsample` of TensorFlow slim). */
export function subsampled(builder: NetworkBuilder, image: Value, stride: 1 | 2): Value {
  return stride === 1 ? image : maxPool2d(builder, image, { window: 1, stride })
}
