import type { Random } from '../../random.ts'
import type { Bins } from './bins.ts'
import { type Histogram, Histograms, takeAway } from './histograms.ts'
import { type NodeRows, part } from './node-rows.ts'
import { type Split, SplitFinder, type SplitRules } from './split-finder.ts'
import { sumOf } from './table.ts'

/** How far a tree grows. */
export interface GrowthRules extends SplitRules {
  /** How many splits may lie above a leaf. */
  readonly depth: number
  /** Where there may be fewer leaves than the depth allows, the splits that gain most come first. */
  readonly leaves: number
}

/** The rows of a leaf and what it estimates. */
export interface Leaf {
  readonly rows: Uint32Array
  readonly value: number
}

/** A tree as its nodes, each before those below it, the left ones before the right ones. */
export interface GrownTree {
  /** By which column a node splits; -1: it is a leaf. */
  readonly splits: readonly number[]
  /** Up to which value rows go to the left, or what the leaf estimates. */
  readonly values: readonly number[]
  readonly leaves: readonly Leaf[]
}

interface Node {
  readonly rows: NodeRows
  readonly depth: number
  readonly split: Split | undefined
  /** Until the node is parted. */
  readonly histogram: Histogram | undefined
  children?: readonly [left: Node, right: Node]
}

/** Grows trees on the same bins, and on any rows and residuals. */
export class TreeGrower {
  readonly #bins: Bins
  readonly #rules: GrowthRules
  readonly #finder: SplitFinder
  readonly #histograms: Histograms

  constructor(bins: Bins, rules: GrowthRules, random: Random) {
    this.#bins = bins
    this.#rules = rules
    this.#finder = new SplitFinder(bins, rules, random)
    this.#histograms = new Histograms(bins)
  }

  /**
   * Grows a tree.
   * @param rows the rows to grow it on, with a weight above 0 each
   * @param valueOf what a leaf of these rows estimates
   */
  grow(rows: NodeRows, valueOf: (rows: NodeRows) => number): GrownTree {
    const { depth, leaves } = this.#rules
    const isBounded = leaves < 2 ** depth
    const root = this.#open(rows, 0, this.#isLarge(rows) ? this.#histograms.of(rows) : undefined)
    const pending = root.split === undefined ? [] : [root]
    for (let grown = 1; grown < leaves; grown++) {
      const node = isBounded ? takeBest(pending) : pending.pop()
      if (node?.split === undefined) break
      node.children = this.#part(node, node.split)
      pending.push(...node.children.filter(({ split }) => split !== undefined))
    }
    for (const { histogram } of pending) this.#giveBack(histogram)
    return written(root, valueOf)
  }

  #open(rows: NodeRows, depth: number, histogram: Histogram | undefined): Node {
    const weight = sumOf(rows.weights)
    const canSplit = depth < this.#rules.depth && weight >= 2 * this.#rules.minimumLeafRows
    const split = canSplit ? this.#finder.find(rows, sumOf(rows.residuals), weight, histogram) : undefined
    if (split === undefined) this.#giveBack(histogram)
    return { rows, depth, split, histogram: split === undefined ? undefined : histogram }
  }

  #part(node: Node, { column, place }: Split): readonly [left: Node, right: Node] {
    const [left, right] = part(node.rows, this.#bins, column, place)
    const isLeftSmaller = left.rows.length < right.rows.length
    const [smaller, larger] = isLeftSmaller ? [left, right] : [right, left]
    const depth = node.depth + 1
    const [few, many] = this.#partHistogram(node.histogram, smaller, larger, depth)
    const first = this.#open(smaller, depth, few)
    const second = this.#open(larger, depth, many)
    return isLeftSmaller ? [first, second] : [second, first]
  }

  /** Only the smaller branch is summed up: the larger one has what remains. */
  #partHistogram(
    whole: Histogram | undefined,
    smaller: NodeRows,
    larger: NodeRows,
    depth: number,
  ): readonly [smaller: Histogram | undefined, larger: Histogram | undefined] {
    if (whole === undefined) return [undefined, undefined]
    if (depth === this.#rules.depth || !this.#isLarge(larger)) {
      this.#giveBack(whole)
      return [undefined, undefined]
    }
    const histogram = this.#histograms.of(smaller)
    takeAway(whole, histogram)
    if (this.#isLarge(smaller)) return [histogram, whole]
    this.#giveBack(histogram)
    return [undefined, whole]
  }

  /** Whether a histogram is faster than to put the rows in order, which takes a quarter of their square. */
  #isLarge({ rows }: NodeRows): boolean {
    return rows.length ** 2 * this.#bins.columns > 4 * this.#bins.highs.length
  }

  #giveBack(histogram: Histogram | undefined): void {
    if (histogram !== undefined) this.#histograms.giveBack(histogram)
  }
}

/** The pending node that gains most, the oldest of equals. */
function takeBest(pending: Node[]): Node | undefined {
  let best = 0
  for (const [place, { split }] of pending.entries()) {
    if ((split?.gain ?? 0) > (pending[best]?.split?.gain ?? 0)) best = place
  }
  return pending.splice(best, 1)[0]
}

function written(root: Node, valueOf: (rows: NodeRows) => number): GrownTree {
  const splits: number[] = []
  const values: number[] = []
  const leaves: Leaf[] = []
  const pending = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.children !== undefined && node.split !== undefined) {
      splits.push(node.split.column)
      values.push(node.split.threshold)
      pending.push(node.children[1], node.children[0])
      continue
    }
    const value = valueOf(node.rows)
    splits.push(-1)
    values.push(value)
    leaves.push({ rows: node.rows.rows, value })
  }
  return { splits, values, leaves }
}
