/**
 * Up to these sizes, in elements, operators are sure to be mapped; whether larger ones stay on the CPU is not known.
 * Sources: src/analysis/constraints.ts, whose verdict on random networks the tests check.
 */

/** RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR by a factor of at most two, as seen in MoveNet. */
export const largestSureResize: number = 48 * 48 * 24

/** RESHAPE, as seen in SSD MobileNet v2. */
export const largestSureReshape: number = 20 * 20 * 3 * 91
