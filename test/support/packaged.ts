import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The models in a development dependency: float weights behind DEQUANTIZE, one of them sparse. */
export const packagedModels: readonly string[] = [
  'face_detection_short_range.tflite',
  'face_detection_full_range.tflite',
  'face_detection_full_range_sparse.tflite',
]

export function readPackagedModel(name: string): Uint8Array {
  return new Uint8Array(readFileSync(require.resolve(`@mediapipe/face_detection/${name}`)))
}
