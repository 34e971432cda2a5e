import type { Random } from '../../random.ts'
import type { Bins } from './bins.ts'
import { type NodeRows, type Split, SplitFinder, type SplitRules } from './split-finder.ts'
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
  children?: readonly [left: Node, right: Node]
}

/** Grows trees on the same bins, and on any rows and residuals. */
export class TreeGrower {
  readonly #bins: Bins
  readonly #rules: GrowthRules
  readonly #finder: SplitFinder

  constructor(bins: Bins, rules: GrowthRules, random: Random) {
    this.#bins = bins
    this.#rules = rules
    this.#finder = new SplitFinder(bins, rules, random)
  }

  /**
   * Grows a tree.
   * @param rows the rows to grow it on, with a weight above 0 each
   * @param valueOf what a leaf of these rows estimates
   */
  grow(rows: NodeRows, valueOf: (rows: NodeRows) => number): GrownTree {
    const { depth, leaves } = this.#rules
    const root = this.#open(rows, 0)
    const isBounded = leaves < 2 ** depth
    const pending = root.split === undefined ? [] : [root]
    for (let grown = 1; grown < leaves; grown++) {
      const node = isBounded ? takeBest(pending) : pending.pop()
      if (node?.split === undefined) break
      const [left, right] = this.#part(node.rows, node.split)
      node.children = [this.#open(left, node.depth + 1), this.#open(right, node.depth + 1)]
      pending.push(...node.children.filter(({ split }) => split !== undefined))
    }
    return written(root, valueOf)
  }

  #open(rows: NodeRows, depth: number): Node {
    const canSplit = depth < this.#rules.depth
    const split = canSplit ? this.#finder.find(rows, sumOf(rows.residuals), sumOf(rows.weights)) : undefined
    return { rows, depth, split }
  }

  #part({ rows, residuals, weights }: NodeRows, { column, bin }: Split): readonly [left: NodeRows, right: NodeRows] {
    const { binOf } = this.#bins
    const start = column * this.#bins.rows
    let lefts = 0
    for (const row of rows) if ((binOf[start + row] ?? 0) <= bin) lefts++
    const sides = [emptyRows(rows.length - lefts), emptyRows(lefts)] as const
    const ends = [0, 0]
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? 0
      const side = (binOf[start + row] ?? 0) <= bin ? 1 : 0
      const end = ends[side] ?? 0
      sides[side].rows[end] = row
      sides[side].residuals[end] = residuals[index] ?? 0
      sides[side].weights[end] = weights[index] ?? 0
      ends[side] = end + 1
    }
    return [sides[1], sides[0]]
  }
}

function emptyRows(count: number): NodeRows {
  return {
    rows: new Uint32Array(count),
    residuals: new Float64Array(count),
    weights: new Float64Array(count),
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
