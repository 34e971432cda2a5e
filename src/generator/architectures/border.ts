import { pad } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { imageOf, type PaddingKind } from '../shapes.ts'

/**
 * How many zeros a network adds along a dimension before it filters it with a 3x3 convolution, which then adds none;
 * nothing where the convolution does.
 */
export type Border = (length: number, stride: number) => readonly [before: number, after: number] | undefined

/** Keras pads before it strides: tensorflow/tensorflow, `correct_pad` of `keras/applications/imagenet_utils.py`. */
export const kerasBorder: Border = (length, stride) => (stride === 1 ? undefined : [length % 2, 1])

/** `use_explicit_padding` pads always: tensorflow/models, `slim/nets/mobilenet/mobilenet.py`, `_fixed_padding`. */
export const slimBorder: Border = () => [1, 1]

/** An image for a 3x3 convolution, and how that is to pad. */
export function bordered(
  builder: NetworkBuilder,
  image: Value,
  stride: number,
  border: Border | undefined,
): { readonly image: Value; readonly padding: PaddingKind } {
  const { height, width } = imageOf(image.shape)
  const [rows, columns] = [border?.(height, stride), border?.(width, stride)]
  if (rows === undefined || columns === undefined) return { image, padding: 'same' }
  return { image: pad(builder, image, [[0, 0], rows, columns, [0, 0]]), padding: 'valid' }
}
