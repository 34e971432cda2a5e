import { CholeskyDecomposition, Matrix, solve } from 'ml-matrix'

/** Gradients below this share of the largest one count as zero. */
const tolerance = 1e-10

/**
 * The non-negative coefficients that come nearest to the measurements: they minimise the sum of (row . coefficients -
 * measured)^2.
 * Algorithm: the active-set method of Lawson and Hanson, "Solving Least Squares Problems", 1974, chapter 23.
 * @param rows one row of factors for each measurement, all of one length
 * @param measured one number for each row
 * @returns one coefficient for each column, none below zero; of a column that is zero throughout it is zero
 * @throws RangeError if rows and measurements do not match, or there are none
 */
export function fitNonNegative(rows: readonly (readonly number[])[], measured: readonly number[]): number[] {
  const columns = mustMatch(rows, measured)
  const { normal, target } = normalEquations(rows, measured, columns)
  const least = tolerance * Math.max(...target.to1DArray().map(Math.abs))
  let coefficients = Array.from({ length: columns }, () => 0)
  const free = new Set<number>()
  for (;;) {
    const gradient = Matrix.sub(target, normal.mmul(Matrix.columnVector(coefficients))).to1DArray()
    const steepest = steepestOf(gradient, free)
    if (steepest === undefined || (gradient[steepest] ?? 0) <= least) return coefficients
    free.add(steepest)
    coefficients = descend(normal, target, coefficients, free)
    // A column that others make up, and that numerical noise freed, would be chosen for ever.
    if (coefficients[steepest] === 0) return coefficients
  }
}

/** The products of the factors with each other and with the measurements. */
function normalEquations(
  rows: readonly (readonly number[])[],
  measured: readonly number[],
  columns: number,
): { readonly normal: Matrix; readonly target: Matrix } {
  // Plain numbers: matrices are checked at every step.
  const products = new Float64Array(columns * columns)
  const sums = new Float64Array(columns)
  for (const [index, row] of rows.entries()) {
    const value = measured[index] ?? 0
    for (let column = 0; column < columns; column++) {
      const factor = row[column] ?? 0
      // Most factors of most rows are zero.
      if (factor === 0) continue
      sums[column] = (sums[column] ?? 0) + factor * value
      for (let other = 0; other < columns; other++) {
        const place = column * columns + other
        products[place] = (products[place] ?? 0) + factor * (row[other] ?? 0)
      }
    }
  }
  return { normal: Matrix.from1DArray(columns, columns, products), target: Matrix.columnVector(sums) }
}

function mustMatch(rows: readonly (readonly number[])[], measured: readonly number[]): number {
  const columns = rows[0]?.length ?? 0
  if (columns === 0 || rows.length !== measured.length || rows.some(({ length }) => length !== columns)) {
    throw new RangeError(`${rows.length} rows of ${columns} factors and ${measured.length} measurements do not match`)
  }
  return columns
}

/** The column whose growth would help most, among those still held at zero. */
function steepestOf(gradient: readonly number[], free: ReadonlySet<number>): number | undefined {
  return gradient
    .map((_, column) => column)
    .filter((column) => !free.has(column))
    .toSorted((a, b) => (gradient[b] ?? 0) - (gradient[a] ?? 0))[0]
}

/** Moves to the least squares of the free columns, and binds those that would have to become negative on the way. */
function descend(normal: Matrix, target: Matrix, start: readonly number[], free: Set<number>): number[] {
  let coefficients = [...start]
  for (;;) {
    const best = solveFree(normal, target, free)
    const blocking = [...free]
      .filter((column) => (best[column] ?? 0) <= 0)
      .map((column) => ({ column, share: shareUntilZero(coefficients[column] ?? 0, best[column] ?? 0) }))
    if (blocking.length === 0) return best
    const step = Math.min(...blocking.map(({ share }) => share))
    coefficients = coefficients.map((value, column) => value + step * ((best[column] ?? 0) - value))
    for (const { column } of blocking.filter(({ share }) => share === step)) {
      free.delete(column)
      coefficients[column] = 0
    }
  }
}

/** How far towards a value that is not positive a coefficient can go before it reaches zero. */
function shareUntilZero(from: number, to: number): number {
  return from <= 0 ? 0 : from / (from - to)
}

/** The unbounded least squares of the free columns, with zero in all others. */
function solveFree(normal: Matrix, target: Matrix, free: ReadonlySet<number>): number[] {
  const columns = [...free].sort((a, b) => a - b)
  if (columns.length === 0) return Array.from({ length: normal.columns }, () => 0)
  const solution = solveSymmetric(normal.selection(columns, columns), target.selection(columns, [0])).to1DArray()
  return Array.from({ length: normal.columns }, (_, column) => {
    const place = columns.indexOf(column)
    return place === -1 ? 0 : (solution[place] ?? 0)
  })
}

/** Below this ratio of the least to the largest pivot, columns nearly make each other up, and rounding would decide. */
const leastPivotRatio = 1e-6

/** By Cholesky's method where columns are independent, which takes a tenth of the time of the singular values. */
function solveSymmetric(matrix: Matrix, target: Matrix): Matrix {
  const cholesky = new CholeskyDecomposition(matrix)
  const pivots = cholesky.lowerTriangularMatrix.diagonal()
  const isSafe = cholesky.isPositiveDefinite() && Math.min(...pivots) > leastPivotRatio * Math.max(...pivots)
  return isSafe ? cholesky.solve(target) : solve(matrix, target, true)
}
