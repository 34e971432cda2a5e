import type { Architecture } from './architecture.ts'
import { deepLabV3MobileNetV2Architecture } from './deeplab-v3.ts'
import { denseNetArchitectures } from './densenet.ts'
import { efficientNetEdgeTpuArchitectures } from './efficientnet-edgetpu.ts'
import { efficientNetLite0Architecture } from './efficientnet-lite.ts'
import { inceptionResNetV2Architecture, inceptionResNetV2AuxiliaryArchitecture } from './inception-resnet-v2.ts'
import { inceptionV1Architecture } from './inception-v1.ts'
import { inceptionV2Architecture } from './inception-v2.ts'
import { inceptionV3Architecture } from './inception-v3.ts'
import { inceptionV4Architecture } from './inception-v4.ts'
import { mobileNetV1Architecture } from './mobilenet-v1.ts'
import { mobileNetV2Architecture } from './mobilenet-v2.ts'
import { resNetV1Architectures } from './resnet-v1.ts'
import { resNetV2Architectures } from './resnet-v2.ts'
import { squeezeNetArchitecture } from './squeezenet.ts'
import {
  ssdMobileNetV1Architecture,
  ssdMobileNetV2Architecture,
  ssdMobileNetV2FaceArchitecture,
} from './ssd-mobilenet.ts'
import { unetMobileNetV2Architecture } from './unet-mobilenet-v2.ts'
import { vgg16Architecture, vgg19Architecture } from './vgg.ts'
import { xceptionArchitecture } from './xception.ts'

/** The published architectures that are known by name. */
export const referenceArchitectures: readonly Architecture[] = [
  mobileNetV1Architecture,
  mobileNetV2Architecture,
  ...efficientNetEdgeTpuArchitectures,
  efficientNetLite0Architecture,
  ...resNetV1Architectures,
  ...resNetV2Architectures,
  ...denseNetArchitectures,
  inceptionV1Architecture,
  inceptionV2Architecture,
  inceptionV3Architecture,
  inceptionV4Architecture,
  inceptionResNetV2Architecture,
  inceptionResNetV2AuxiliaryArchitecture,
  vgg16Architecture,
  vgg19Architecture,
  xceptionArchitecture,
  squeezeNetArchitecture,
  deepLabV3MobileNetV2Architecture,
  ssdMobileNetV1Architecture,
  ssdMobileNetV2Architecture,
  ssdMobileNetV2FaceArchitecture,
  unetMobileNetV2Architecture,
]
