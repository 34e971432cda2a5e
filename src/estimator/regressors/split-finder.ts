import type { Random } from '../../random.ts'
import type { Bins } from './bins.ts'
import type { Histogram } from './histograms.ts'
import type { NodeRows } from './node-rows.ts'
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
  /** Rows up to this place among the bins go to the left. */
  readonly place: number
  /** The same, of the feature itself. */
  readonly threshold: number
  /** By how much the squares around the means shrink. */
  readonly gain: number
}

interface NodeSums {
  readonly sum: number
  readonly weight: number
  /** What the gain of a split is reckoned from. */
  readonly score: number
}

/** Splits gain at least this share of what the node has already: less is what rounding makes of nothing. */
const leastGain = 1e-12
/** Gains that differ by less than this share are equal but for rounding, which must not decide. */
const tie = 1e-9
/** A bin with less than this share of the weight is empty but for rounding. */
const leastWeight = 1e-9

/** Finds how to part the rows of a node so that the residuals on each side are most alike. */
export class SplitFinder {
  readonly #bins: Bins
  readonly #rules: SplitRules
  readonly #random: Random
  /** The columns that differ at all; the order changes as columns are drawn. */
  readonly #columns: Uint32Array
  /** The bins of one column that have rows of the node, ascending, and the sums in each. */
  readonly #found: Uint32Array
  readonly #sums: Float64Array
  readonly #weights: Float64Array

  constructor(bins: Bins, rules: SplitRules, random: Random) {
    const counts = Uint32Array.from({ length: bins.columns }, (_, column) =>
      (bins.starts[column + 1] ?? 0) - (bins.starts[column] ?? 0))
    const most = Math.max(1, ...counts)
    this.#bins = bins
    this.#rules = rules
    this.#random = random
    this.#columns = Uint32Array.from(counts.keys()).filter((column) => (counts[column] ?? 0) > 1)
    this.#found = new Uint32Array(most)
    this.#sums = new Float64Array(most)
    this.#weights = new Float64Array(most)
  }

  /**
   * The best split, the first one of equals, or undefined if none is allowed or gains anything.
   * @param sum of the residuals
   * @param weight of all rows
   * @param histogram of the rows; without one they are put in order, which is faster where they are few
   */
  find(rows: NodeRows, sum: number, weight: number, histogram: Histogram | undefined): Split | undefined {
    const { l2, columnsPerSplit } = this.#rules
    const isDrawn = columnsPerSplit < this.#columns.length
    const node = { sum, weight, score: (sum * sum) / (weight + l2) }
    let best: Split | undefined
    for (let place = 0, seen = 0; place < this.#columns.length && seen < columnsPerSplit; place++) {
      if (isDrawn) this.#draw(place)
      const column = this.#columns[place] ?? 0
      const found = histogram === undefined ? this.#sort(column, rows) : this.#read(column, histogram, weight)
      if (found < 2) continue
      seen++
      best = this.#bestOf(column, found, node, best)
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

  /** Takes down the bins of a column that are not empty, and tells how many they are. */
  #read(column: number, histogram: Histogram, nodeWeight: number): number {
    const { starts } = this.#bins
    const end = starts[column + 1] ?? 0
    const least = leastWeight * nodeWeight
    let found = 0
    for (let place = starts[column] ?? 0; place < end; place++) {
      const weight = histogram[2 * place + 1] ?? 0
      if (weight <= least) continue
      this.#found[found] = place
      this.#sums[found] = histogram[2 * place] ?? 0
      this.#weights[found] = weight
      found++
    }
    return found
  }

  /** The same of rows that are put in order one by one. */
  #sort(column: number, { rows, residuals, weights }: NodeRows): number {
    const { columns, places } = this.#bins
    let found = 0
    for (let index = 0; index < rows.length; index++) {
      const place = places[(rows[index] ?? 0) * columns + column] ?? 0
      let end = found
      while (end > 0 && (this.#found[end - 1] ?? 0) > place) end--
      const isNew = end === 0 || this.#found[end - 1] !== place
      if (isNew) this.#insert(end, found++, place)
      const own = isNew ? end : end - 1
      this.#sums[own] = (this.#sums[own] ?? 0) + (residuals[index] ?? 0)
      this.#weights[own] = (this.#weights[own] ?? 0) + (weights[index] ?? 0)
    }
    return found
  }

  #insert(at: number, found: number, place: number): void {
    for (let moved = found; moved > at; moved--) {
      this.#found[moved] = this.#found[moved - 1] ?? 0
      this.#sums[moved] = this.#sums[moved - 1] ?? 0
      this.#weights[moved] = this.#weights[moved - 1] ?? 0
    }
    this.#found[at] = place
    this.#sums[at] = 0
    this.#weights[at] = 0
  }

  #bestOf(column: number, found: number, node: NodeSums, best: Split | undefined): Split | undefined {
    const { minimumLeafRows, l2 } = this.#rules
    let bestGain = best?.gain ?? leastGain * node.score
    let bestIndex = -1
    let left = 0
    let leftWeight = 0
    for (let index = 0; index < found - 1; index++) {
      left += this.#sums[index] ?? 0
      leftWeight += this.#weights[index] ?? 0
      const rightWeight = node.weight - leftWeight
      if (rightWeight < minimumLeafRows) break
      if (leftWeight < minimumLeafRows) continue
      const right = node.sum - left
      const gain = (left * left) / (leftWeight + l2) + (right * right) / (rightWeight + l2) - node.score
      if (gain <= bestGain * (1 + tie)) continue
      bestGain = gain
      bestIndex = index
    }
    return bestIndex === -1 ? best : this.#splitAfter(column, bestIndex, bestGain)
  }

  /** Between the bins that have rows of the node: halfway is the best guess for rows that lie between. */
  #splitAfter(column: number, index: number, gain: number): Split {
    const place = this.#found[index] ?? 0
    const low = this.#bins.highs[place] ?? 0
    const high = this.#bins.lows[this.#found[index + 1] ?? 0] ?? 0
    return { column, place, threshold: numberBetween(low, high), gain }
  }
}
