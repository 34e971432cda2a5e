import type { Bins } from './bins.ts'

/** The rows of a node: each one's number, its residual times its weight, and its weight. */
export interface NodeRows {
  readonly rows: Uint32Array
  readonly residuals: Float64Array
  readonly weights: Float64Array
}

/** Parts rows in those that lie in a bin up to `place` of a column and the others, both in their order. */
export function part(
  { rows, residuals, weights }: NodeRows,
  { columns, places }: Bins,
  column: number,
  place: number,
): readonly [left: NodeRows, right: NodeRows] {
  let lefts = 0
  for (const row of rows) if ((places[row * columns + column] ?? 0) <= place) lefts++
  const left = emptyRows(lefts)
  const right = emptyRows(rows.length - lefts)
  for (let index = 0, before = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    const isLeft = (places[row * columns + column] ?? 0) <= place
    const side = isLeft ? left : right
    const end = isLeft ? before : index - before
    side.rows[end] = row
    side.residuals[end] = residuals[index] ?? 0
    side.weights[end] = weights[index] ?? 0
    if (isLeft) before++
  }
  return [left, right]
}

function emptyRows(count: number): NodeRows {
  return {
    rows: new Uint32Array(count),
    residuals: new Float64Array(count),
    weights: new Float64Array(count),
  }
}
