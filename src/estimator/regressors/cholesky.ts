/** A symmetric positive definite matrix as the product of a lower triangle with its transpose. */
export class Cholesky {
  readonly #size: number
  /** Row after row; what lies above the diagonal is not read. */
  readonly #lower: Float64Array

  /**
   * @param matrix row after row, of which the lower triangle is read
   * @throws RangeError if it is not positive definite
   */
  constructor(matrix: Float64Array, size: number) {
    const lower = matrix.slice()
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        const rest = (lower[row * size + column] ?? 0) - dot(lower, row * size, column * size, column)
        if (column < row) {
          lower[row * size + column] = rest / (lower[column * size + column] ?? 1)
          continue
        }
        if (!(rest > 0)) throw new RangeError('the matrix is not positive definite')
        lower[row * size + row] = Math.sqrt(rest)
      }
    }
    this.#size = size
    this.#lower = lower
  }

  /** What the matrix maps to the values. */
  solve(values: Float64Array): Float64Array {
    const [size, lower] = [this.#size, this.#lower]
    const solution = values.slice()
    for (let row = 0; row < size; row++) {
      let rest = solution[row] ?? 0
      for (let column = 0; column < row; column++) rest -= (lower[row * size + column] ?? 0) * (solution[column] ?? 0)
      solution[row] = rest / (lower[row * size + row] ?? 1)
    }
    for (let row = size - 1; row >= 0; row--) {
      const value = (solution[row] ?? 0) / (lower[row * size + row] ?? 1)
      solution[row] = value
      for (let column = 0; column < row; column++) {
        solution[column] = (solution[column] ?? 0) - (lower[row * size + column] ?? 0) * value
      }
    }
    return solution
  }

  /** The diagonal of the inverse. */
  inverseDiagonal(): Float64Array {
    const [size, lower] = [this.#size, this.#lower]
    const sums = new Float64Array(size)
    const column = new Float64Array(size)
    // Each column of the inverse of the triangle in turn: the sums of their squares are the diagonal.
    for (let start = 0; start < size; start++) {
      column[start] = 1 / (lower[start * size + start] ?? 1)
      let square = (column[start] ?? 0) ** 2
      for (let row = start + 1; row < size; row++) {
        let rest = 0
        for (let index = start; index < row; index++) rest -= (lower[row * size + index] ?? 0) * (column[index] ?? 0)
        const value = rest / (lower[row * size + row] ?? 1)
        column[row] = value
        square += value * value
      }
      sums[start] = square
    }
    return sums
  }
}

function dot(values: Float64Array, first: number, second: number, length: number): number {
  let sum = 0
  for (let index = 0; index < length; index++) sum += (values[first + index] ?? 0) * (values[second + index] ?? 0)
  return sum
}
