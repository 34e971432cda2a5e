import { logistic } from '../layers/activation.ts'
import { conv2d } from '../layers/convolution.ts'
import { detectionPostProcess } from '../layers/detection.ts'
import { concatenation, reshape } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { imageOf } from '../shapes.ts'
import { UnbuildableError } from '../unbuildable-error.ts'
import { type Border, bordered } from './border.ts'
import { scaledChannels } from './channels.ts'
import { anchorShapes, ssdAnchors } from './ssd-anchors.ts'

/** Results of a detector for COCO: ninety numbered classes, not all of them used, and the background. */
export const cocoClasses = 91

/**
 * Filters of the four layers that follow the features: tensorflow/models, `feature_map_layout` of
 * `object_detection/models/ssd_mobilenet_v1_feature_extractor.py` and of its sibling for v2.
 */
const extraFilters = [512, 256, 256, 128] as const

/** The export's default number of boxes, and the threshold of the API's configurations for quantised detectors. */
const postProcessing = { maxDetections: 10, scoreThreshold: 1e-8 }

/** Pixels from one position of the finest map to the next. */
const finestStride = 16

/** Smaller images are refused by the feature extractors (`check_min_image_dim`). */
const smallestInput = 33

/** What the configurations of the object-detection API decide. */
export interface DetectorConfiguration {
  /** Kernel of the predictors. */
  readonly kernel: 1 | 3
  /** A detection overlaps a better one of its class too much from this share of their union on. */
  readonly overlapThreshold: number
  /** What comes before the 3x3 convolutions. @default nothing */
  readonly border?: Border
  /** Whether anchors are 16 pixels apart on the finest map and twice as far on each next one, not evenly spread. */
  readonly hasFixedStrides?: boolean
}

export interface DetectorOptions extends DetectorConfiguration {
  readonly inputSize: number
  readonly widthMultiplier: number
  /** Classes and the background. */
  readonly classes: number
}

/** @throws RangeError for an image that the detectors do not take, or without a class beside the background */
export function checkDetector({ inputSize, classes }: { inputSize: number; classes: number }): void {
  if (inputSize < smallestInput) {
    throw new UnbuildableError(`an image for a detector has at least ${smallestInput} pixels a side, not ${inputSize}`)
  }
  if (classes >= 2) return
  throw new UnbuildableError(`a detector has at least 2 classes, the background included, not ${classes}`)
}

/**
 * Single-shot detector on two feature maps: four smaller maps after them, boxes and scores from all six, and the
 * post-processing on the CPU, as the object-detection API exports it for TFLite.
 * @param features the maps at a 16th and at a 32nd of the image's size
 * @returns boxes, classes, scores, and how many of the boxes count
 */
export function singleShotDetector(
  builder: NetworkBuilder,
  features: readonly [Value, Value],
  options: DetectorOptions,
): readonly Value[] {
  const { classes, kernel, overlapThreshold, hasFixedStrides = false, inputSize } = options
  const maps = [...features, ...extraMaps(builder, features[1], options)]
  const predictions = maps.map((map, index) => {
    const anchors = anchorShapes(index, maps.length).length
    const of = (shape: readonly number[]): Value => predict(builder, map, anchors, shape, kernel)
    return { boxes: of([1, 4]), scores: of([classes]) }
  })
  const encodings = concatenation(builder, predictions.map(({ boxes }) => boxes), 1)
  const boxes = reshape(builder, encodings, encodings.shape.toSpliced(2, 1))
  const scores = logistic(builder, concatenation(builder, predictions.map((prediction) => prediction.scores), 1))
  return detectionPostProcess(builder, boxes, scores, {
    anchors: ssdAnchors(
      maps.map(({ shape }, index) => {
        const side = imageOf(shape).height
        return { side, step: hasFixedStrides ? (finestStride * 2 ** index) / inputSize : 1 / side }
      }),
    ),
    classes: classes - 1,
    overlapThreshold,
    ...postProcessing,
  })
}

/** Each map halves the one before, after a 1x1 convolution to half its filters. */
function extraMaps(
  builder: NetworkBuilder,
  features: Value,
  { widthMultiplier, border }: DetectorOptions,
): readonly Value[] {
  let value = features
  return extraFilters.map((filters) => {
    const channels = (count: number): number => scaledChannels(count, widthMultiplier)
    const narrow = conv2d(builder, value, { filters: channels(filters / 2), kernel: 1, activation: 'relu6' })
    const { image, padding } = bordered(builder, narrow, 2, border)
    value = conv2d(builder, image, { filters: channels(filters), kernel: 3, stride: 2, padding, activation: 'relu6' })
    return value
  })
}

/** What a convolution predicts of every anchor, one anchor after the other. */
function predict(
  builder: NetworkBuilder,
  map: Value,
  anchors: number,
  shape: readonly number[],
  kernel: 1 | 3,
): Value {
  const { batch, height, width } = imageOf(map.shape)
  const filters = anchors * (shape.at(-1) ?? 1)
  return reshape(builder, conv2d(builder, map, { filters, kernel }), [batch, height * width * anchors, ...shape])
}
