import type { Random } from '../../random.ts'
import type { Bins } from './bins.ts'
import { numberBetween } from './short-number.ts'

/** What makes a split worth while. */
export interface SplitRules {
  /** The least sum of weights on either side, at least 1. */
  readonly minimumLeafRows: number
  /** How strongly sums of few rows are drawn to zero: as by so many rows that are zero. */
  readonly l2: number
  /** How many columns are looked at for each split, drawn among those that the rows differ in. */
  readonly columnsPerSplit: number
}

/** A way to part the rows of a node in two. */
export interface Split {
  readonly column: number
  /** Rows up to this bin go to the left. */
  readonly bin: number
  /** The same, of the feature itself. */
  readonly threshold: number
  /** By how much the squares around the means shrink. */
  readonly gain: number
}

/** Rows of a node: each one's number, its weight, and its residual times its weight. */
export interface NodeRows {
  readonly rows: Uint32Array
  readonly residuals: Float64Array
  readonly weights: Float64Array
}

/** Splits gain at least this share of what the node has already: less is what rounding makes of nothing. */
const leastGain = 1e-12

/** Finds how to part the rows of a node so that the residuals on each side are most alike. */
export class SplitFinder {
  readonly #bins: Bins
  readonly #rules: SplitRules
  readonly #random: Random
  /** The columns that differ at all; the order changes as columns are drawn. */
  readonly #columns: Uint32Array
  readonly #binSums: Float64Array
  readonly #binWeights: Float64Array
  /** The bins of one column that have rows of the node, ascending, and the sums in each. */
  readonly #found: Uint32Array
  readonly #sums: Float64Array
  readonly #weights: Float64Array

  constructor(bins: Bins, rules: SplitRules, random: Random) {
    this.#bins = bins
    this.#rules = rules
    this.#random = random
    this.#columns = Uint32Array.from(bins.counts.keys()).filter((column) => (bins.counts[column] ?? 0) > 1)
    const most = Math.max(1, ...bins.counts)
    this.#binSums = new Float64Array(most)
    this.#binWeights = new Float64Array(most)
    this.#found = new Uint32Array(most)
    this.#sums = new Float64Array(most)
    this.#weights = new Float64Array(most)
  }

  /** The best split, the first one of equals, or undefined if none is allowed or gains anything. */
  find(node: NodeRows, sum: number, weight: number): Split | undefined {
    const { minimumLeafRows, l2, columnsPerSplit } = this.#rules
    if (weight < 2 * minimumLeafRows) return undefined
    const isDrawn = columnsPerSplit < this.#columns.length
    const score = (sum * sum) / (weight + l2)
    let best: Split | undefined
    for (let place = 0, seen = 0; place < this.#columns.length && seen < columnsPerSplit; place++) {
      if (isDrawn) this.#draw(place)
      const column = this.#columns[place] ?? 0
      const found = this.#collect(column, node)
      if (found < 2) continue
      seen++
      best = this.#bestOf(column, found, { sum, weight, score }, best)
    }
    return best
  }

  /** Puts one of the columns that were not drawn yet at a place. */
  #draw(place: number): void {
    const columns = this.#columns
    const other = this.#random.integer(place, columns.length - 1)
    const drawn = columns[other] ?? 0
    columns[other] = columns[place] ?? 0
    columns[place] = drawn
  }

  /** Sums up residuals and weights by bin, and tells in how many bins there are rows. */
  #collect(column: number, node: NodeRows): number {
    const bins = this.#bins.counts[column] ?? 0
    // Inserting takes a quarter of the rows' square, a histogram at least as long as it has bins.
    return node.rows.length ** 2 < 4 * bins ? this.#insert(column, node) : this.#fill(column, node, bins)
  }

  #fill(column: number, { rows, residuals, weights }: NodeRows, bins: number): number {
    const { binOf } = this.#bins
    const start = column * this.#bins.rows
    const binSums = this.#binSums
    const binWeights = this.#binWeights
    binSums.fill(0, 0, bins)
    binWeights.fill(0, 0, bins)
    for (let index = 0; index < rows.length; index++) {
      const bin = binOf[start + (rows[index] ?? 0)] ?? 0
      binSums[bin] = (binSums[bin] ?? 0) + (residuals[index] ?? 0)
      binWeights[bin] = (binWeights[bin] ?? 0) + (weights[index] ?? 0)
    }
    let found = 0
    for (let bin = 0; bin < bins; bin++) {
      const weight = binWeights[bin] ?? 0
      if (weight === 0) continue
      this.#found[found] = bin
      this.#sums[found] = binSums[bin] ?? 0
      this.#weights[found] = weight
      found++
    }
    return found
  }

  /** The same of few rows, which are put in order one by one. */
  #insert(column: number, { rows, residuals, weights }: NodeRows): number {
    const start = column * this.#bins.rows
    let found = 0
    for (let index = 0; index < rows.length; index++) {
      const bin = this.#bins.binOf[start + (rows[index] ?? 0)] ?? 0
      let place = found
      while (place > 0 && (this.#found[place - 1] ?? 0) > bin) place--
      if (place > 0 && this.#found[place - 1] === bin) {
        this.#sums[place - 1] = (this.#sums[place - 1] ?? 0) + (residuals[index] ?? 0)
        this.#weights[place - 1] = (this.#weights[place - 1] ?? 0) + (weights[index] ?? 0)
        continue
      }
      for (let moved = found; moved > place; moved--) {
        this.#found[moved] = this.#found[moved - 1] ?? 0
        this.#sums[moved] = this.#sums[moved - 1] ?? 0
        this.#weights[moved] = this.#weights[moved - 1] ?? 0
      }
      this.#found[place] = bin
      this.#sums[place] = residuals[index] ?? 0
      this.#weights[place] = weights[index] ?? 0
      found++
    }
    return found
  }

  #bestOf(column: number, found: number, node: NodeSums, best: Split | undefined): Split | undefined {
    const { minimumLeafRows, l2 } = this.#rules
    let bestGain = best?.gain ?? leastGain * node.score
    let bestPlace = -1
    let left = 0
    let leftWeight = 0
    for (let place = 0; place < found - 1; place++) {
      left += this.#sums[place] ?? 0
      leftWeight += this.#weights[place] ?? 0
      const rightWeight = node.weight - leftWeight
      if (rightWeight < minimumLeafRows) break
      if (leftWeight < minimumLeafRows) continue
      const right = node.sum - left
      const gain = (left * left) / (leftWeight + l2) + (right * right) / (rightWeight + l2) - node.score
      if (gain <= bestGain) continue
      bestGain = gain
      bestPlace = place
    }
    return bestPlace === -1 ? best : this.#splitAfter(column, bestPlace, bestGain)
  }

  /** Between the bins that have rows of the node: halfway is the best guess for rows that lie between. */
  #splitAfter(column: number, place: number, gain: number): Split {
    const bin = this.#found[place] ?? 0
    const high = this.#bins.highs[column]?.[bin] ?? 0
    const low = this.#bins.lows[column]?.[this.#found[place + 1] ?? 0] ?? 0
    return { column, bin, threshold: numberBetween(high, low), gain }
  }
}

interface NodeSums {
  readonly sum: number
  readonly weight: number
  /** What the gain of a split is reckoned from. */
  readonly score: number
}
