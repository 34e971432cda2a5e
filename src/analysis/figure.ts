/** Where a number comes from: `predicted` from the plain model, or `read` from what the compiler wrote. */
export type Source = 'predicted' | 'read'

/** A number about a network with the range it lies in. */
export interface Figure {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly source: Source
}

/** A number that follows from the model without doubt. */
export function exactly(value: number, source: Source = 'predicted'): Figure {
  return { value, low: value, high: value, source }
}

/** A number with the range it lies in. */
export function between(low: number, value: number, high: number, source: Source = 'predicted'): Figure {
  return { value, low, high, source }
}
