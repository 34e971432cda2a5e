import type { Network } from '../../model/network.ts'
import { conv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import type { QuantisationScheme } from '../quantise.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { evenConv2d } from './even-padding.ts'
import { convolutionalHead, imageNetClasses, imageNetLabels, meanDenseHead } from './heads.ts'
import { type Depth, depths, expansion, stem, type StridedUnit, subsampled, type Unit, unitsOf } from './resnet.ts'

/** What the definitions that go by the same name disagree about. */
interface Variant {
  readonly suffix: string
  readonly label: string
  readonly source: string
  readonly stridedUnit: StridedUnit
  /** The convolution of the strided unit that takes the steps. */
  readonly stridedConvolution: 'first 1x1' | '3x3'
  readonly head: typeof meanDenseHead
  readonly classes: number
  readonly quantisation: QuantisationScheme
}

/**
 * The paper's. `ResNet50` of Keras has the same convolutions, but zeros of its own before the first pool
 * (keras/applications/resnet.py, `pool1_pad`), which here pads itself.
 */
const original: Variant = {
  suffix: 'v1',
  label: 'v1',
  source: 'He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385',
  stridedUnit: 'first',
  stridedConvolution: 'first 1x1',
  head: meanDenseHead,
  classes: imageNetLabels,
  quantisation: 'uint8',
}

/** Its weights are published as real numbers only, so that whoever has it in integers quantised it after training. */
const later: Variant = {
  suffix: 'v1.5',
  label: 'v1.5',
  source: 'official/r1/resnet/resnet_model.py, tensorflow/models; the ResNet-50 of MLPerf and torchvision',
  stridedUnit: 'first',
  stridedConvolution: '3x3',
  head: meanDenseHead,
  classes: imageNetClasses,
  quantisation: 'int8',
}

const slim: Variant = {
  suffix: 'v1-slim',
  label: 'v1 of TensorFlow slim',
  source: 'research/slim/nets/resnet_v1.py, tensorflow/models',
  stridedUnit: 'last',
  stridedConvolution: '3x3',
  head: convolutionalHead,
  classes: imageNetLabels,
  quantisation: 'uint8',
}

/**
 * ResNets of the first version, batch normalisation folded into the convolutions. The variants have the same weights in
 * number and shape; what a layer works on differs in size.
 */
export const resNetV1Architectures: readonly Architecture[] = [
  ...depths.map((depth) => architectureOf(depth, original)),
  architectureOf(50, later),
  architectureOf(50, slim),
]

function architectureOf(depth: Depth, variant: Variant): Architecture {
  const { suffix, label, source, classes, quantisation } = variant
  return {
    name: `resnet-${depth}-${suffix}`,
    title: `ResNet-${depth} ${label}`,
    source,
    defaults: { inputSize: 224, widthMultiplier: 1, classes, quantisation },
    hasWidth: false,
    build: (choices) => resNetV1(depth, variant, choices),
  }
}

function resNetV1(depth: Depth, variant: Variant, choices: ArchitectureChoices): Network {
  const { inputSize, classes, quantisation, seed, weights } = choices
  const description = `ResNet-${depth} ${variant.label}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, weights, description })
  const image = builder.input('input', [1, inputSize, inputSize, 3])
  const features = unitsOf(depth, variant.stridedUnit).reduce(
    (value, unit) => bottleneck(builder, value, unit, variant),
    stem(builder, image, 'relu'),
  )
  return builder.build(variant.head(builder, features, classes))
}

function bottleneck(builder: NetworkBuilder, input: Value, unit: Unit, { stridedConvolution }: Variant): Value {
  const { width, stride, isProjected } = unit
  const filters = width * expansion
  const around = isProjected
    ? conv2d(builder, input, { filters, kernel: 1, stride })
    : subsampled(builder, input, stride)
  const [first, second] = stridedConvolution === 'first 1x1' ? [stride, 1 as const] : [1 as const, stride]
  const narrow = conv2d(builder, input, { filters: width, kernel: 1, stride: first, activation: 'relu' })
  const spatial = evenConv2d(builder, narrow, { filters: width, kernel: 3, stride: second, activation: 'relu' })
  return add(builder, conv2d(builder, spatial, { filters, kernel: 1 }), around, 'relu')
}
