import type { Anchor } from '../layers/detection.ts'

/** An anchor's shape at every position of a feature map. */
interface AnchorShape {
  /** Square root of its area, as a share of the image's side. */
  readonly scale: number
  /** Width by height. */
  readonly aspectRatio: number
}

/** Liu et al., "SSD", arXiv:1512.02325, section 2.2, with the figures of the object-detection API's configurations. */
const smallestScale = 0.2
const largestScale = 0.95
const aspectRatios = [1, 2, 0.5, 3, 0.3333]

/**
 * The finest map has three anchors at each position and its own small scale: tensorflow/models,
 * `object_detection/anchor_generators/multiple_grid_anchor_generator.py`, `reduce_boxes_in_lowest_layer`.
 */
const finestScale = 0.1

/** The shapes of a map's anchors, the finest map first; one more has a scale between this map's and the next one's. */
export function anchorShapes(map: number, maps: number): readonly AnchorShape[] {
  const scaleOf = (index: number): number =>
    index === maps ? 1 : smallestScale + ((largestScale - smallestScale) * index) / (maps - 1)
  const scale = scaleOf(map)
  if (map === 0) {
    return [
      { scale: finestScale, aspectRatio: 1 },
      { scale, aspectRatio: 2 },
      { scale, aspectRatio: 0.5 },
    ]
  }
  const between = Math.sqrt(scale * scaleOf(map + 1))
  return [...aspectRatios.map((aspectRatio) => ({ scale, aspectRatio })), { scale: between, aspectRatio: 1 }]
}

/** Where a map's anchors are. */
export interface AnchorGrid {
  /** Positions along each side. */
  readonly side: number
  /** From one position to the next, as a share of the image's side; the first is half as far from the border. */
  readonly step: number
}

/**
 * The anchors of all positions of all maps, in the order in which the predictors give boxes.
 * @param grids the finest map's first
 */
export function ssdAnchors(grids: readonly AnchorGrid[]): readonly Anchor[] {
  return grids.flatMap(({ side, step }, map) =>
    Array.from({ length: side * side }, (_, position) => {
      const y = (Math.floor(position / side) + 0.5) * step
      const x = ((position % side) + 0.5) * step
      return anchorShapes(map, grids.length).map(({ scale, aspectRatio }): Anchor => {
        const stretch = Math.sqrt(aspectRatio)
        return [y, x, scale / stretch, scale * stretch]
      })
    }).flat(),
  )
}
