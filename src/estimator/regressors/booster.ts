import type { Random } from '../../random.ts'
import { type Bins, binsOf } from './bins.ts'
import type { ResolvedBoosting } from './boosting-options.ts'
import { type GrownTree, TreeGrower } from './grow-tree.ts'
import { type Loss, losses } from './loss.ts'
import { shortened } from './short-number.ts'
import type { NodeRows } from './node-rows.ts'
import type { Table } from './table.ts'
import { Trees } from './trees.ts'

/** Boosting under way: each step adds a tree. */
export class Booster {
  /** What is estimated before the first tree. */
  readonly base: number
  readonly #table: Table
  readonly #options: ResolvedBoosting
  readonly #random: Random
  readonly #loss: Loss
  readonly #grower: TreeGrower
  /** Target less estimate, for each row. */
  readonly #differences: Float64Array

  constructor(table: Table, options: ResolvedBoosting, random: Random, bins: Bins = binsOf(table, options.bins)) {
    const loss = losses[options.loss]
    this.base = loss.base(table)
    this.#table = table
    this.#options = options
    this.#random = random
    this.#loss = loss
    const columnsPerSplit = Math.max(1, Math.round(options.columnShare * table.columns))
    this.#grower = new TreeGrower(bins, { ...options, columnsPerSplit }, random)
    this.#differences = table.targets.map((target) => target - this.base)
  }

  /** Grows the next tree. */
  step(): GrownTree {
    const { learningRate, l2 } = this.#options
    const node = this.#drawRows()
    const tree = this.#grower.grow(node, (rows) =>
      shortened(learningRate * this.#loss.leaf(rows, this.#differences, l2)))
    if (node.rows.length === this.#table.rows) this.#applyLeaves(tree)
    else this.#applyTree(tree)
    return tree
  }

  /** Part of the rows, each equally likely, in order (Knuth, TAOCP 2, 3.4.2, algorithm S). */
  #drawRows(): NodeRows {
    const { rows, weights } = this.#table
    const count = Math.max(1, Math.round(this.#options.rowShare * rows))
    const drawn = new Uint32Array(count)
    let taken = 0
    for (let row = 0; row < rows && taken < count; row++) {
      if (count === rows || this.#random.fraction() * (rows - row) < count - taken) drawn[taken++] = row
    }
    const own = Float64Array.from(drawn, (row) => weights[row] ?? 0)
    const residuals = own.map((weight, index) =>
      weight * this.#loss.residual(this.#differences[drawn[index] ?? 0] ?? 0))
    return { rows: drawn, residuals, weights: own }
  }

  #applyLeaves({ leaves }: GrownTree): void {
    for (const { rows, value } of leaves) {
      for (const row of rows) this.#differences[row] = (this.#differences[row] ?? 0) - value
    }
  }

  #applyTree(tree: GrownTree): void {
    const { rows, columns, values } = this.#table
    const trees = treesOf([tree], columns)
    for (let row = 0; row < rows; row++) {
      this.#differences[row] = (this.#differences[row] ?? 0) - trees.predictAt(values, row * columns)
    }
  }
}

/** The sum of trees. */
export function treesOf(grown: readonly GrownTree[], columns: number): Trees {
  return new Trees({
    family: 'boosting',
    columns,
    base: 0,
    scale: 1,
    splits: grown.flatMap(({ splits }) => splits),
    values: grown.flatMap(({ values }) => values),
  })
}
