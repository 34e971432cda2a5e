/** Kinds whose result has the shape of their only activation. */
export const sameShapeKinds: ReadonlySet<string> = new Set([
  'ABS', 'CAST', 'CEIL', 'COS', 'DEQUANTIZE', 'ELU', 'EXP', 'FLOOR', 'GELU', 'HARD_SWISH', 'L2_NORMALIZATION',
  'LEAKY_RELU', 'LOG', 'LOGISTIC', 'LOG_SOFTMAX', 'NEG', 'QUANTIZE', 'RELU', 'RELU6', 'RELU_0_TO_1', 'RELU_N1_TO_1',
  'ROUND', 'RSQRT', 'SIN', 'SOFTMAX', 'SQRT', 'SQUARE', 'TANH',
])

/** An axis counted from the front; undefined where there is none of that number. */
export function axisOf(axis: number | undefined, rank: number): number | undefined {
  if (axis === undefined || axis < -rank || axis >= rank) return undefined
  return axis < 0 ? axis + rank : axis
}

/** The product, if it is that of some of the dimensions next to the innermost one, or 1 for none of them. */
export function trailingProduct(shape: readonly number[], product: number): number | undefined {
  let reached = 1
  for (const length of [...shape.slice(0, -1).toReversed(), 0]) {
    if (reached === product) return product
    reached *= length
  }
  return undefined
}
