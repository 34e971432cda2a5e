import type { Network } from '../../model/network.ts'
import { depthwiseConv2d } from '../layers/convolution.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { classifierHead, imageNetClasses, slimPoolStride } from './heads.ts'
import { averagePool, branches, convolution, halving, type Layer, maxPool, sequence } from './layer.ts'

/**
 * Filters of a block's four branches: 1x1; 1x1 and 3x3; 1x1 and twice 3x3; 1x1 after pooling. Source of all layers:
 * tensorflow/models `research/slim/nets/inception_v2.py`, which is the network of Ioffe and Szegedy, arXiv:1502.03167,
 * figure 5, but for its first convolution.
 */
type BlockFilters = readonly [number, number, number, number, number, number]

/** Mixed_4b to 4e, at a sixteenth of the image's height and width. */
const fourthStage: readonly BlockFilters[] = [
  [224, 64, 96, 96, 128, 128], [192, 96, 128, 96, 128, 128], [160, 128, 160, 128, 160, 96],
  [96, 128, 192, 160, 192, 96],
]

/** The first convolution, separable and with eight filters for each colour; there is no ReLU between its halves. */
const separableStem: Layer = (builder, image) =>
  convolution(64)(builder, depthwiseConv2d(builder, image, { kernel: 7, stride: 2, depthMultiplier: 8 }))

const features = sequence(
  separableStem,
  maxPool(3, halving),
  convolution(64),
  convolution(192, 3),
  maxPool(3, halving),
  block([64, 64, 64, 64, 96, 32], averagePool(3)),
  block([64, 64, 96, 64, 96, 64], averagePool(3)),
  reduction([128, 160], [64, 96]),
  ...fourthStage.map((filters) => block(filters, averagePool(3))),
  reduction([128, 192], [192, 256]),
  block([352, 192, 320, 160, 224, 128], averagePool(3)),
  block([352, 192, 320, 192, 224, 128], maxPool(3)),
)

/** Inception v2 with random weights, as the published `inception_v2_224_quant.tflite` has its layers. */
function inceptionV2({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `Inception v2 ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  return builder.build(classifierHead(builder, features(builder, image), classes, slimPoolStride))
}

export const inceptionV2Architecture: Architecture = {
  name: 'inception-v2',
  title: 'Inception v2',
  source: 'Ioffe and Szegedy, "Batch Normalization", arXiv:1502.03167',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: false,
  build: inceptionV2,
}

function block([direct, narrow, wide, thirdNarrow, thirdWide, pooled]: BlockFilters, pool: Layer): Layer {
  return branches(
    convolution(direct),
    sequence(convolution(narrow), convolution(wide, 3)),
    sequence(convolution(thirdNarrow), convolution(thirdWide, 3), convolution(thirdWide, 3)),
    sequence(pool, convolution(pooled)),
  )
}

/** Halves height and width. */
function reduction(first: readonly [number, number], second: readonly [number, number]): Layer {
  return branches(
    sequence(convolution(first[0]), convolution(first[1], 3, halving)),
    sequence(convolution(second[0]), convolution(second[1], 3), convolution(second[1], 3, halving)),
    maxPool(3, halving),
  )
}
