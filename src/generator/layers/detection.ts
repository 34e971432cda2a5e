import { flexMap } from '../../model/edgetpu/write-flex-map.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { quantisationOf, scalingOfRange } from '../quantise.ts'
import { dequantize } from './conversion.ts'

/** A box to start from: y and x of its centre, its height and its width, as shares of the image's side. */
export type Anchor = readonly [y: number, x: number, height: number, width: number]

export interface DetectionOptions {
  readonly anchors: readonly Anchor[]
  /** Classes that are told apart, without the background. */
  readonly classes: number
  readonly maxDetections: number
  /** A detection overlaps a better one of its class too much from this share of their union on. */
  readonly overlapThreshold: number
  readonly scoreThreshold: number
}

/** By how much box encodings are multiplied: `faster_rcnn_box_coder` in the object-detection API's configurations. */
const boxScales = { y_scale: { float: 10 }, x_scale: { float: 10 }, h_scale: { float: 5 }, w_scale: { float: 5 } }

/**
 * The object-detection API's last operator, which decodes boxes and keeps the best that overlap little. It is a custom
 * one that runs on the CPU. Its options are those that its kernel reads (tensorflow/tensorflow,
 * `tensorflow/lite/kernels/detection_postprocess.cc`), which takes boxes as uint8 or real numbers, not as int8.
 * @param boxes encodings, [1, anchors, 4]
 * @param scores [1, anchors, classes and background]
 * @returns boxes [1, most detections, 4], their classes and scores [1, most detections], and how many there are [1]
 */
export function detectionPostProcess(
  builder: NetworkBuilder,
  boxes: Value,
  scores: Value,
  options: DetectionOptions,
): readonly Value[] {
  const { anchors, classes, maxDetections, overlapThreshold, scoreThreshold } = options
  const real = (value: Value): Value => (builder.quantisation === 'uint8' ? value : dequantize(builder, value))
  const shapes = [[1, maxDetections, 4], [1, maxDetections], [1, maxDetections], [1]]
  return builder.operatorOfMany({
    kind: 'CUSTOM',
    customCode: 'TFLite_Detection_PostProcess',
    customOptions: flexMap({
      max_detections: maxDetections,
      max_classes_per_detection: 1,
      nms_score_threshold: { float: scoreThreshold },
      nms_iou_threshold: { float: overlapThreshold },
      num_classes: classes,
      ...boxScales,
    }),
    inputs: [real(boxes), real(scores), anchorsAsConstant(builder, anchors)],
    results: shapes.map((shape) => ({ shape, scaling: undefined })),
  })
}

/** The kernel takes anchors in the type of the boxes. */
function anchorsAsConstant(builder: NetworkBuilder, anchors: readonly Anchor[]): Value {
  const shape = [anchors.length, 4]
  const reals = Float32Array.from(anchors.flat())
  if (builder.quantisation === 'int8') {
    return builder.constant('anchors', shape, 'FLOAT32', new Uint8Array(reals.buffer))
  }
  const scaling = scalingOfRange('uint8', 0, reals.reduce((most, real) => Math.max(most, real), 0))
  const bytes = Uint8Array.from(reals, (real) => Math.round(real / scaling.scale))
  return builder.constant('anchors', shape, 'UINT8', bytes, quantisationOf([scaling.scale], [scaling.zeroPoint]))
}
