import { Random } from '../../random.ts'
import { Cholesky } from './cholesky.ts'
import { KernelMachine, likeness, scaled, squaredDistance } from './kernel-machine.ts'
import { type ResolvedKernel, resolveKernel, type UserKernel } from './kernel-options.ts'
import type { Family } from './regressor.ts'
import { standardise } from './standardise.ts'
import { meanTarget, selectRows, type Table, tableOf } from './table.ts'

/** What is tried, in units of the root mean square distance of rows from their mean. */
const lengths = [0.35, 0.5, 0.7, 1, 1.5, 2, 3, 5] as const
const noises = [1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3] as const
const middleNoise = 0.03

/** So many rows tell length and noise well enough, and take a twentieth of the time of a thousand. */
const rowsToChooseBy = 250
/** So few are soon done with: all combinations are tried. */
const fewRows = 120
/** Errors that differ by less than this share are equal but for rounding, which must not decide. */
const tie = 1e-9

/** A kernel machine, and what it estimates of each row by the others. */
export interface KernelFit {
  readonly machine: KernelMachine
  /** Target less the estimate by all other rows, for each row that has weight. */
  readonly leftOut: Float64Array
}

/**
 * Regression by likeness: rows that are close have targets that are, and beyond them a straight line goes on. Each
 * column counts by how much it goes with the target. Source: C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes
 * for Machine Learning", 2006, chapters 2, 4.2 (Matern) and 5.4.2 (estimates of left-out rows).
 */
export const kernel: Family<UserKernel, ResolvedKernel> = {
  name: 'kernel',
  resolve: resolveKernel,
  fit: (data, user, seed) => fitKernel(tableOf(data), resolveKernel(user), seed).machine,
}

export function fitKernel(table: Table, options: ResolvedKernel, seed: number): KernelFit {
  const random = new Random(seed)
  const learnt = drawn(table, options.mostRows, random)
  const space = spaceOf(learnt, options.power)
  const chosen = choose(drawn(learnt, rowsToChooseBy, random), space, options)
  const problem = new Problem(learnt, space, chosen.length)
  const { coefficients, errors } = solveRobustly(problem, learnt, chosen.noise, options.rounds)
  const machine = new KernelMachine({
    family: 'kernel',
    columns: table.columns,
    intercept: problem.intercept,
    length: chosen.length,
    ...space,
    rows: [...learnt.values],
    coefficients: [...coefficients],
  })
  return { machine, leftOut: learnt === table ? errors() : errorsOf(machine, table) }
}

/** The least that a row may count, however far off it is. */
const leastWeight = 0.02

/**
 * Solves it again with rows counting less that the others do not bear out, by how much further off they are than half
 * of all rows: so that estimates are near most measurements, not drawn by a few (P. J. Huber, "Robust Statistics",
 * 1981, 7.8: iterative reweighting for the sum of absolute errors).
 */
function solveRobustly(problem: Problem, { rows, weights }: Table, noise: number, rounds: number): Solution {
  let solution = problem.solve(noise, weights)
  for (let round = 0; round < rounds; round++) {
    const errors = solution.errors().map(Math.abs)
    const usual = errors.toSorted()[Math.floor(rows / 2)] ?? 0
    if (usual === 0) break
    const own = weights.map((weight, row) =>
      weight * Math.max(leastWeight, Math.min(1, usual / Math.max(errors[row] ?? 0, usual))))
    solution = problem.solve(noise, own)
  }
  return solution
}

interface Space {
  readonly centers: readonly number[]
  readonly scales: readonly number[]
}

/** Mean 0, and a mean square distance of 1 from there. */
function spaceOf(table: Table, power: number): Space {
  const { features, centers, spreads, roots } = standardise(table, 'mean')
  const mean = meanTarget(table)
  const targets = Array.from(table.targets, (target, row) => (target - mean) * (roots[row] ?? 0))
  const size = Math.sqrt(targets.reduce((sum, target) => sum + target * target, 0))
  const shares = spreads.map((spread, column) => {
    const covariance = targets.reduce((sum, target, row) => sum + target * features.get(row, column), 0)
    return spread === 0 || size === 0 ? 0 : Math.abs(covariance / size) ** power
  })
  const norm = Math.sqrt(shares.reduce((sum, share) => sum + share * share, 0))
  const scales = shares.map((share, column) => (share === 0 ? 0 : share / norm / (spreads[column] ?? 1)))
  return { centers, scales }
}

/** Rows that are drawn, each equally likely, in their order; all of them if they are not more. */
function drawn(table: Table, most: number, random: Random): Table {
  if (table.rows <= most) return table
  const rows: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (random.fraction() * (table.rows - row) < most - rows.length) rows.push(row)
  }
  return selectRows(table, rows)
}

interface Smoothing {
  readonly length: number
  readonly noise: number
}

/** The length and noise by which each row is estimated best by the others. */
function choose(table: Table, space: Space, { length, noise }: ResolvedKernel): Smoothing {
  const tryLengths = length === 'left-out' ? lengths : [length]
  const tryNoises = noise === 'left-out' ? noises : [noise]
  const search = new Search(table, space)
  if (table.rows <= fewRows) {
    for (const own of tryLengths) search.tryAll(own, tryNoises)
    return search.best
  }
  // First the one, then the other, and again.
  let current = noise === 'left-out' ? middleNoise : noise
  for (let turn = 0; turn < 2; turn++) {
    for (const own of tryLengths) search.tryAll(own, [current])
    search.tryAll(search.best.length, tryNoises)
    if (search.best.noise === current) break
    current = search.best.noise
  }
  return search.best
}

class Search {
  best: Smoothing = { length: lengths[0], noise: middleNoise }
  #least = Infinity
  readonly #table: Table
  readonly #space: Space

  constructor(table: Table, space: Space) {
    this.#table = table
    this.#space = space
  }

  tryAll(length: number, tried: readonly number[]): void {
    const problem = new Problem(this.#table, this.#space, length)
    for (const noise of tried) {
      const error = meanOf(problem.solve(noise, this.#table.weights).errors().map(Math.abs), this.#table.weights)
      if (error >= this.#least * (1 - tie)) continue
      this.#least = error
      this.best = { length, noise }
    }
  }
}

interface Solution {
  readonly coefficients: Float64Array
  /** Target less the estimate by all other rows, for each row. */
  readonly errors: () => Float64Array
}

/** The covariances of rows with each other, at one length. */
class Problem {
  readonly intercept: number
  readonly #table: Table
  readonly #matrix: Float64Array

  constructor(table: Table, space: Space, length: number) {
    const { rows, columns } = table
    const own = scaled(table.values, { ...space, columns })
    this.#table = table
    this.intercept = meanTarget(table)
    this.#matrix = new Float64Array(rows * rows)
    for (let row = 0; row < rows; row++) {
      for (let other = 0; other <= row; other++) {
        let product = 0
        for (let column = 0; column < columns; column++) {
          product += (own[row * columns + column] ?? 0) * (own[other * columns + column] ?? 0)
        }
        const squared = squaredDistance(own, row * columns, own, other * columns, columns)
        this.#matrix[row * rows + other] = likeness(squared, length) + product
      }
    }
  }

  solve(noise: number, weights: Float64Array): Solution {
    const { rows, targets } = this.#table
    const matrix = this.#matrix.slice()
    for (let row = 0; row < rows; row++) {
      matrix[row * rows + row] = (matrix[row * rows + row] ?? 0) + noise / (weights[row] ?? 1)
    }
    const cholesky = new Cholesky(matrix, rows)
    const coefficients = cholesky.solve(targets.map((target) => target - this.intercept))
    return {
      coefficients,
      errors: () => {
        const diagonal = cholesky.inverseDiagonal()
        return coefficients.map((value, row) => value / (diagonal[row] ?? 1))
      },
    }
  }
}

function errorsOf(machine: KernelMachine, { rows, columns, values, targets }: Table): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    (targets[row] ?? 0) - machine.predict(values.subarray(row * columns, (row + 1) * columns)))
}

function meanOf(values: Float64Array, weights: Float64Array): number {
  let [sum, weight] = [0, 0]
  for (const [row, value] of values.entries()) {
    sum += value * (weights[row] ?? 0)
    weight += weights[row] ?? 0
  }
  return sum / weight
}
