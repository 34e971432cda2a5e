import type { Bins } from './bins.ts'
import type { NodeRows } from './node-rows.ts'

/** For each bin of all columns its sum of residuals and its sum of weights in turn: they change together. */
export type Histogram = Float64Array

/** Sums by bin. The memory of those that are given back is used again: trees need many, but few at a time. */
export class Histograms {
  readonly #bins: Bins
  readonly #spare: Histogram[] = []

  constructor(bins: Bins) {
    this.#bins = bins
  }

  /** Sums up the rows of a node. */
  of({ rows, residuals, weights }: NodeRows): Histogram {
    const { columns, places } = this.#bins
    const histogram = this.#spare.pop()?.fill(0) ?? new Float64Array(2 * this.#bins.highs.length)
    for (let index = 0; index < rows.length; index++) {
      const residual = residuals[index] ?? 0
      const weight = weights[index] ?? 0
      const start = (rows[index] ?? 0) * columns
      // Row by row takes two thirds of the time of column by column: residual and weight are read once.
      for (let feature = start; feature < start + columns; feature++) {
        const place = (places[feature] ?? 0) << 1
        histogram[place] = (histogram[place] ?? 0) + residual
        histogram[place + 1] = (histogram[place + 1] ?? 0) + weight
      }
    }
    return histogram
  }

  giveBack(histogram: Histogram): void {
    this.#spare.push(histogram)
  }
}

/** Takes the sums of a branch from those of its node, which leaves those of the other branch. */
export function takeAway(histogram: Histogram, branch: Histogram): void {
  for (let place = 0; place < histogram.length; place++) {
    histogram[place] = (histogram[place] ?? 0) - (branch[place] ?? 0)
  }
}
