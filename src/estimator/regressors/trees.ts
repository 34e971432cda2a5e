import * as z from 'zod/mini'
import { coefficient, columnCount, malformed } from './json.ts'
import type { Regressor, Row } from './regressor.ts'
import { mustBeRow } from './table.ts'

const treeFamilies = ['cart', 'forest', 'boosting'] as const

/** Trees whose leaves add up to an estimate: `base + scale x sum of the leaves`. */
export interface TreesJson {
  readonly family: (typeof treeFamilies)[number]
  readonly columns: number
  readonly base: number
  readonly scale: number
  /**
   * The nodes of one tree after the other, each node before those below it, left before right: the column that it
   * splits by, or -1 for a leaf.
   */
  readonly splits: readonly number[]
  /** Of each node: the highest value that goes to the left, or the value of the leaf. */
  readonly values: readonly number[]
}

/** 50 times what a thousand trees of depth 4 have. */
export const mostNodes = 2_000_000

export const treesSchema: z.ZodMiniType<TreesJson> = z.strictObject({
  family: z.enum(treeFamilies),
  columns: columnCount,
  base: coefficient,
  scale: coefficient,
  splits: z.array(z.int().check(z.gte(-1))).check(z.maxLength(mostNodes)),
  values: z.array(coefficient).check(z.maxLength(mostNodes)),
})

/** Regression trees in flat arrays. */
export class Trees implements Regressor {
  readonly #json: TreesJson
  readonly #splits: Int32Array
  readonly #values: Float64Array
  /** Where the right branch of each node begins; the left one begins after the node. */
  readonly #rights: Int32Array
  readonly #roots: readonly number[]

  /** @throws PreciousError `target/invalid` if the nodes do not make up whole trees on these columns */
  constructor(json: TreesJson, where?: string) {
    const { splits, values, columns } = json
    if (splits.length !== values.length) malformed(`${splits.length} nodes have ${values.length} values`, where)
    const foreign = splits.find((split) => split >= columns)
    if (foreign !== undefined) malformed(`a tree splits by column ${foreign} of ${columns}`, where)
    this.#json = json
    this.#splits = Int32Array.from(splits)
    this.#values = Float64Array.from(values)
    this.#rights = new Int32Array(splits.length)
    this.#roots = link(this.#splits, this.#rights) ?? malformed('the last tree lacks branches', where)
  }

  get family(): TreesJson['family'] {
    return this.#json.family
  }

  get columns(): number {
    return this.#json.columns
  }

  /** How many trees there are. */
  get trees(): number {
    return this.#roots.length
  }

  predict(row: Row): number {
    mustBeRow(row, this.columns)
    return this.predictAt(row, 0)
  }

  /** The estimate for the row that begins at a place of numbers that were checked. */
  predictAt(values: Row, start: number): number {
    let sum = 0
    for (const root of this.#roots) sum += this.#leafAt(root, values, start)
    return this.#json.base + this.#json.scale * sum
  }

  toJSON(): TreesJson {
    return this.#json
  }

  #leafAt(root: number, values: Row, start: number): number {
    let node = root
    for (;;) {
      const value = this.#values[node] ?? 0
      const split = this.#splits[node] ?? -1
      if (split < 0) return value
      node = (values[start + split] ?? 0) <= value ? node + 1 : (this.#rights[node] ?? 0)
    }
  }
}

/**
 * Finds where each right branch begins, always behind its node, so that every path ends.
 * @returns the roots, or undefined if the nodes end within a tree
 */
function link(splits: Int32Array, rights: Int32Array): number[] | undefined {
  const roots: number[] = []
  /** Splits whose right branch is still to come. */
  const open: number[] = []
  let isRoot = true
  for (const [node, split] of splits.entries()) {
    if (isRoot) roots.push(node)
    isRoot = false
    if (split >= 0) {
      open.push(node)
      continue
    }
    const parent = open.pop()
    if (parent === undefined) isRoot = true
    else rights[parent] = node + 1
  }
  return isRoot ? roots : undefined
}
