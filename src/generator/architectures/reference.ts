import type { Architecture } from './architecture.ts'
import { denseNetArchitectures } from './densenet.ts'
import { efficientNetEdgeTpuArchitectures } from './efficientnet-edgetpu.ts'
import { efficientNetLite0Architecture } from './efficientnet-lite.ts'
import { mobileNetV1Architecture } from './mobilenet-v1.ts'
import { mobileNetV2Architecture } from './mobilenet-v2.ts'
import { resNetV1Architectures } from './resnet-v1.ts'
import { resNetV2Architectures } from './resnet-v2.ts'

/** The published architectures that are known by name. */
export const referenceArchitectures: readonly Architecture[] = [
  mobileNetV1Architecture,
  mobileNetV2Architecture,
  ...efficientNetEdgeTpuArchitectures,
  efficientNetLite0Architecture,
  ...resNetV1Architectures,
  ...resNetV2Architectures,
  ...denseNetArchitectures,
]
