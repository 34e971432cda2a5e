import type { Architecture } from './architecture.ts'
import { deepLabV3MobileNetV2Architecture } from './deeplab-v3.ts'
import { mobileNetV1Architecture } from './mobilenet-v1.ts'
import { mobileNetV2Architecture } from './mobilenet-v2.ts'
import {
  ssdMobileNetV1Architecture,
  ssdMobileNetV2Architecture,
  ssdMobileNetV2FaceArchitecture,
} from './ssd-mobilenet.ts'
import { unetMobileNetV2Architecture } from './unet-mobilenet-v2.ts'

/** The published architectures that are known by name. */
export const referenceArchitectures: readonly Architecture[] = [
  mobileNetV1Architecture,
  mobileNetV2Architecture,
  deepLabV3MobileNetV2Architecture,
  ssdMobileNetV1Architecture,
  ssdMobileNetV2Architecture,
  ssdMobileNetV2FaceArchitecture,
  unetMobileNetV2Architecture,
]
