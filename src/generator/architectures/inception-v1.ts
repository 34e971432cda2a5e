import type { Network } from '../../model/network.ts'
import { NetworkBuilder } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { classifierHead, imageNetClasses } from './heads.ts'
import { branches, convolution, halving, type Layer, maxPool, sequence } from './layer.ts'

/**
 * Filters of a block's four branches: 1x1; 1x1 and 3x3; 1x1 and 3x3; 1x1 after pooling. Source: tensorflow/models
 * `research/slim/nets/inception_v1.py`, which is Szegedy et al., arXiv:1409.4842, table 1, but for the third branch's
 * last kernel: 3x3, where the paper has 5x5.
 */
type BlockFilters = readonly [number, number, number, number, number, number]

/** Mixed_3b and 3c, at an eighth of the image's height and width. */
const thirdStage: readonly BlockFilters[] = [[64, 96, 128, 16, 32, 32], [128, 128, 192, 32, 96, 64]]
/** Mixed_4b to 4f, at a sixteenth. */
const fourthStage: readonly BlockFilters[] = [
  [192, 96, 208, 16, 48, 64], [160, 112, 224, 24, 64, 64], [128, 128, 256, 24, 64, 64], [112, 144, 288, 32, 64, 64],
  [256, 160, 320, 32, 128, 128],
]
/** Mixed_5b and 5c, at a thirty-second. */
const fifthStage: readonly BlockFilters[] = [[256, 160, 320, 32, 128, 128], [384, 192, 384, 48, 128, 128]]

const features = sequence(
  convolution(64, 7, halving),
  maxPool(3, halving),
  convolution(64),
  convolution(192, 3),
  maxPool(3, halving),
  ...thirdStage.map(block),
  maxPool(3, halving),
  ...fourthStage.map(block),
  maxPool(2, halving),
  ...fifthStage.map(block),
)

/** Inception v1 with random weights, as the published `inception_v1_224_quant.tflite` has its layers. */
function inceptionV1({ inputSize, classes, quantisation, seed, weights }: ArchitectureChoices): Network {
  const builder = new NetworkBuilder({ quantisation, seed, weights, description: `Inception v1 ${inputSize}` })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  return builder.build(classifierHead(builder, features(builder, image), classes, 1))
}

export const inceptionV1Architecture: Architecture = {
  name: 'inception-v1',
  title: 'Inception v1',
  source: 'Szegedy et al., "Going Deeper with Convolutions", arXiv:1409.4842',
  defaults: { inputSize: 224, widthMultiplier: 1, classes: imageNetClasses, quantisation: 'uint8' },
  hasWidth: false,
  build: inceptionV1,
}

function block([direct, narrow, wide, thirdNarrow, thirdWide, pooled]: BlockFilters): Layer {
  return branches(
    convolution(direct),
    sequence(convolution(narrow), convolution(wide, 3)),
    sequence(convolution(thirdNarrow), convolution(thirdWide, 3)),
    sequence(maxPool(3), convolution(pooled)),
  )
}
