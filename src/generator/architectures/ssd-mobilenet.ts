import type { Network } from '../../model/network.ts'
import { NetworkBuilder, type Value } from '../network-builder.ts'
import type { Architecture, ArchitectureChoices } from './architecture.ts'
import { mobileNetV1Blocks } from './mobilenet-v1.ts'
import { lastConvolution, mobileNetV2Blocks } from './mobilenet-v2-backbone.ts'
import { checkDetector, cocoClasses, singleShotDetector } from './ssd.ts'

/** A backbone's maps at a 16th and at a 32nd of the image's size. */
type Features = (builder: NetworkBuilder, image: Value, widthMultiplier: number) => readonly [Value, Value]

const features: Readonly<Record<'v1' | 'v2', Features>> = {
  /** `Conv2d_11_pointwise` and `Conv2d_13_pointwise`. */
  v1: (builder, image, widthMultiplier) => {
    const blocks = mobileNetV1Blocks(builder, image, widthMultiplier)
    return [blocks[10] ?? image, blocks[12] ?? image]
  },
  /** `layer_15/expansion_output`, which is inside the first block that strides to a 32nd, and `layer_19`. */
  v2: (builder, image, widthMultiplier) => {
    const blocks = mobileNetV2Blocks(builder, image, { widthMultiplier })
    const last = lastConvolution(builder, blocks.at(-1)?.output ?? image, widthMultiplier)
    return [blocks[13]?.expanded ?? image, last]
  },
}

function ssdMobileNet(version: 'v1' | 'v2', choices: ArchitectureChoices): Network {
  const { inputSize, widthMultiplier, quantisation, seed } = choices
  checkDetector(choices)
  const description = `SSD MobileNet ${version} ${widthMultiplier}/${inputSize}`
  const builder = new NetworkBuilder({ quantisation, seed, description })
  const image = builder.input('normalized_input_image_tensor', [1, inputSize, inputSize, 3])
  return builder.build(...singleShotDetector(builder, features[version](builder, image, widthMultiplier), choices))
}

const defaults = { inputSize: 300, widthMultiplier: 1, classes: cocoClasses, quantisation: 'uint8' } as const

/** Published in widths 1 and 0.75: `ssd_mobilenet_v1_0.75_depth_quantized_300x300_coco14_sync.config` is the other. */
export const ssdMobileNetV1Architecture: Architecture = {
  name: 'ssd-mobilenet-v1',
  title: 'SSD MobileNet v1',
  source: 'tensorflow/models, object_detection, ssd_mobilenet_v1_quantized_300x300_coco14_sync.config',
  defaults,
  hasWidth: true,
  build: (choices) => ssdMobileNet('v1', choices),
}

export const ssdMobileNetV2Architecture: Architecture = {
  name: 'ssd-mobilenet-v2',
  title: 'SSD MobileNet v2',
  source: 'tensorflow/models, object_detection, ssd_mobilenet_v2_quantized_300x300_coco.config',
  defaults,
  hasWidth: false,
  build: (choices) => ssdMobileNet('v2', choices),
}
