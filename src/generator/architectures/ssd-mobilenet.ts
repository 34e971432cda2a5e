import type { Network } from '../../model/network.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { slimBorder } from './border.ts'
import { mobileNetV1Blocks } from './mobilenet-v1.ts'
import { lastConvolution, mobileNetV2Blocks } from './mobilenet-v2-backbone.ts'
import { checkDetector, cocoClasses, type DetectorConfiguration, singleShotDetector } from './ssd.ts'

type Choices = Pick<ArchitectureChoices, 'widthMultiplier'> & DetectorConfiguration

/** A backbone's maps at a 16th and at a 32nd of the image's size. */
type Features = (builder: NetworkBuilder, image: Value, choices: Choices) => readonly [Value, Value]

/** `Conv2d_11_pointwise` and `Conv2d_13_pointwise`. */
const mobileNetV1Features: Features = (builder, image, { widthMultiplier }) => {
  const blocks = mobileNetV1Blocks(builder, image, widthMultiplier)
  return [blocks[10] ?? image, blocks[12] ?? image]
}

/** `layer_15/expansion_output`, which is inside the first block that strides to a 32nd, and `layer_19`. */
const mobileNetV2Features: Features = (builder, image, choices) => {
  const blocks = mobileNetV2Blocks(builder, image, choices)
  const last = lastConvolution(builder, blocks.at(-1)?.output ?? image, choices.widthMultiplier)
  return [blocks[13]?.expanded ?? image, last]
}

/** How to build a detector of a configuration of the object-detection API. */
function detector(title: string, features: Features, configuration: DetectorConfiguration): Architecture['build'] {
  return (choices): Network => {
    const { inputSize, widthMultiplier, quantisation, seed, weights } = choices
    checkDetector(choices)
    const description = `${title} ${widthMultiplier}/${inputSize}`
    const builder = new NetworkBuilder({ quantisation, seed, weights, description })
    const image = builder.input('normalized_input_image_tensor', [1, inputSize, inputSize, 3])
    const options = { ...configuration, ...choices }
    return builder.build(...singleShotDetector(builder, features(builder, image, options), options))
  }
}

const coco: DetectorConfiguration = { kernel: 1, overlapThreshold: 0.6 }
const cocoDefaults = { inputSize: 300, widthMultiplier: 1, classes: cocoClasses, quantisation: 'uint8' } as const

/** Published in widths 1 and 0.75: `ssd_mobilenet_v1_0.75_depth_quantized_300x300_coco14_sync.config` is the other. */
export const ssdMobileNetV1Architecture: Architecture = {
  name: 'ssd-mobilenet-v1',
  title: 'SSD MobileNet v1',
  source: 'tensorflow/models, object_detection, ssd_mobilenet_v1_quantized_300x300_coco14_sync.config',
  defaults: cocoDefaults,
  hasWidth: true,
  build: detector('SSD MobileNet v1', mobileNetV1Features, coco),
}

export const ssdMobileNetV2Architecture: Architecture = {
  name: 'ssd-mobilenet-v2',
  title: 'SSD MobileNet v2',
  source: 'tensorflow/models, object_detection, ssd_mobilenet_v2_quantized_300x300_coco.config',
  defaults: cocoDefaults,
  hasWidth: false,
  build: detector('SSD MobileNet v2', mobileNetV2Features, coco),
}

/** Faces and the background. The configuration also pads images to multiples of 32, which its 320 pixels are. */
export const ssdMobileNetV2FaceArchitecture: Architecture = {
  name: 'ssd-mobilenet-v2-face',
  title: 'SSD MobileNet v2 for faces',
  source: 'tensorflow/models, object_detection, facessd_mobilenet_v2_quantized_320x320_open_image_v4.config',
  defaults: { ...cocoDefaults, inputSize: 320, classes: 2 },
  hasWidth: false,
  build: detector('SSD MobileNet v2 faces', mobileNetV2Features, {
    kernel: 3,
    overlapThreshold: 0.5,
    border: slimBorder,
    hasFixedStrides: true,
  }),
}
