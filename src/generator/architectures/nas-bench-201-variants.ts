import { relu } from '../layers/activation.ts'
import { conv2d, fullyConnected } from '../layers/convolution.ts'
import { mean } from '../layers/pooling.ts'
import { scaleAndShift } from '../layers/scale-and-shift.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import type { QuantisationScheme } from '../quantise.ts'
import { flatDense, pooledImage } from './heads.ts'

/** A convolution of the network, and where it is. */
export interface PlacedConvolution {
  readonly place: 'stem' | 'cell' | 'reduction'
  readonly filters: number
  readonly kernel: 1 | 3
  /** @default 1 */
  readonly stride?: 1 | 2
}

/** The parts in which labs build NAS-Bench-201 differently. */
export interface Variant {
  convolution(input: Value, convolution: PlacedConvolution): Value
  /** From the last cell's result to classes. */
  tail(features: Value, classes: number): Value
}

interface VariantKind {
  readonly quantisation: QuantisationScheme
  create(builder: NetworkBuilder): Variant
}

/**
 * SamsungLabs/eagle, `eagle/models/nasbench201/tf_model.py`: no batch norm, activation functions fused into the
 * convolutions of stem and cells, uint8 in and out. Its convolutions have no biases until the converter gives them
 * zeros: the quantised kernel takes none without.
 */
const eagle: VariantKind = {
  quantisation: 'uint8',
  create: (builder) => ({
    convolution: (input, { place, ...options }) =>
      conv2d(builder, input, { ...options, activation: place === 'reduction' ? 'none' : 'relu' }),
    tail: (features, classes) => flatDense(builder, pooledImage(builder, features), classes),
  }),
}

/**
 * GATECH-EIC/HW-NAS-Bench measures NAS-Bench-201's own networks, where an activation function comes before every
 * convolution but the stem's, and batch norm after. Its conversion is not published. Taken here: quantised after
 * training to int8; batch norm folded into convolutions, which gives them biases; one RELU for all convolutions that
 * read a value; the last batch norm, which follows a sum, as MUL and ADD.
 */
const hwnasbench: VariantKind = {
  quantisation: 'int8',
  create: (builder) => {
    const rectified = new Map<number, Value>()
    const rectify = (input: Value): Value => {
      const value = rectified.get(input.index) ?? relu(builder, input)
      rectified.set(input.index, value)
      return value
    }
    return {
      convolution: (input, { place, ...options }) =>
        conv2d(builder, place === 'stem' ? input : rectify(input), options),
      tail: (features, classes) =>
        fullyConnected(builder, mean(builder, scaleAndShift(builder, features, 'relu')), { units: classes }),
    }
  },
}

export const variants: Readonly<Record<'eagle' | 'hwnasbench', VariantKind>> = { eagle, hwnasbench }
