import type { Network } from '../../model/network.ts'
import { relu } from '../layers/activation.ts'
import { concatenation } from '../layers/rearrange.ts'
import { transposeConv2d } from '../layers/transpose-convolution.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import { scalingOfRange } from '../quantise.ts'
import { UnbuildableError } from '../unbuildable-error.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { kerasBorder } from './border.ts'
import { mobileNetV2Blocks } from './mobilenet-v2-backbone.ts'

/**
 * Filters of the decoder's transposed convolutions, and the block of MobileNet v2 whose widened input joins each one's
 * result: `up_stack` and `layer_names` of tensorflow/docs, `site/en/tutorials/images/segmentation.ipynb`.
 */
const decoder = [
  { filters: 512, skipBlock: 13 },
  { filters: 256, skipBlock: 6 },
  { filters: 128, skipBlock: 3 },
  { filters: 64, skipBlock: 1 },
] as const

/** Pet, its outline, and the rest. */
const tutorialClasses = 3

/** How many times smaller the encoder's last result is than the image. */
const encoderStride = 32

/**
 * The U-Net of TensorFlow's image-segmentation tutorial with random weights, as Keras builds its encoder and as the
 * converter of 2020 writes its decoder: batch norm folded into weights and biases of the transposed convolutions
 * (`FuseMulOrDivWithTransposeConv` and `FuseBinaryOpWithTransposeConv` of tensorflow/tensorflow,
 * `compiler/mlir/lite/transforms/optimize_patterns.td`), and RELU after them as an operator of its own.
 * @throws RangeError for an image whose side is no multiple of 32: the decoder would not meet the encoder's sizes
 */
function unetMobileNetV2(choices: ArchitectureChoices): Network {
  const { inputSize, widthMultiplier, classes, quantisation, seed, weights } = choices
  if (inputSize < encoderStride || inputSize % encoderStride !== 0) {
    const wanted = `a multiple of ${encoderStride} pixels a side`
    throw new UnbuildableError(`an image for this U-Net has ${wanted}, not ${inputSize}`)
  }
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `U-Net MobileNet v2 ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3], scalingOfRange(quantisation, 0, 1))
  const blocks = mobileNetV2Blocks(builder, image, { widthMultiplier, border: kerasBorder })
  const enlarge = (input: Value, filters: number): Value =>
    transposeConv2d(builder, input, { filters, kernel: 3, stride: 2 })
  const features = decoder.reduce((value, { filters, skipBlock }) => {
    const skip = blocks[skipBlock]?.expanded ?? image
    return concatenation(builder, [relu(builder, enlarge(value, filters)), skip], 3)
  }, blocks.at(-1)?.output ?? image)
  return builder.build(enlarge(features, classes))
}

export const unetMobileNetV2Architecture: Architecture = {
  name: 'unet-mobilenet-v2',
  title: 'U-Net MobileNet v2',
  source: 'TensorFlow tutorials, image segmentation',
  defaults: { inputSize: 128, widthMultiplier: 1, classes: tutorialClasses, quantisation: 'int8' },
  hasWidth: false,
  build: unetMobileNetV2,
}
