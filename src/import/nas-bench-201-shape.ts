import type { CellOperator, PrunedCell } from '../generator/architectures/nas-bench-201-pruning.ts'
import type { Numbers } from '../measurement/number-fields.ts'

/** What stays of a pruned cell but skips and sums. */
const operations: readonly CellOperator['operation'][] = ['nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3']
const deepest = 3

/**
 * How a pruned cell is laid out, the same for twins, for each operation `OP`:
 * `at1:OP` to `at3:OP` count how many operators lie above it at most, itself included; `summing:OP` those that take a
 * sum, `summed:OP` the times that one is a part of a sum, `first:OP` those that take the cell's input alone, `last:OP`
 * those that the output takes; `chain:OP>OP2` pairs of which the second takes the first alone. Of the whole cell: `adds`
 * are sums of two, `sums` the sums of any, `depth` and `shallowest` the operators on the longest and the shortest path,
 * `width` the most operators at one depth, `cellOperators` all of them, `outputs` what the output is the sum of,
 * `reads` the times that a value is taken again, `inputReads` those that the input is taken, `skips` the sums that the
 * input is a part of, and `live` the most values that are still to be read at one time.
 */
export function cellShape(cell: PrunedCell): Numbers {
  const { operators, outputs } = cell
  const depths = depthsOf(operators, Math.max)
  const readers = [...operators.map(({ inputs }) => inputs), outputs]
  const sums = readers.filter((inputs) => inputs.length > 1)
  const atDepth = (depth: number): number => operators.filter((_, index) => depths[index + 1] === depth).length
  return {
    ...Object.fromEntries(operations.flatMap((operation) => placesOf(operation, cell, depths, sums))),
    adds: readers.reduce((total, inputs) => total + Math.max(0, inputs.length - 1), 0),
    sums: sums.length,
    depth: Math.max(0, ...outputs.map((value) => depths[value] ?? 0)),
    shallowest: shortestPath(cell),
    width: Math.max(...Array.from({ length: deepest }, (_, index) => atDepth(index + 1))),
    cellOperators: operators.length,
    outputs: outputs.length,
    reads: readers.flat().length - new Set(readers.flat()).size,
    inputReads: readers.flat().filter((value) => value === 0).length,
    skips: sums.filter((inputs) => inputs.includes(0)).length,
    live: mostAlive(readers),
  }
}

function placesOf(
  operation: CellOperator['operation'],
  { operators, outputs }: PrunedCell,
  depths: readonly number[],
  sums: readonly (readonly number[])[],
): readonly (readonly [string, number])[] {
  const isOwn = (value: number): boolean => operators[value - 1]?.operation === operation
  const own = operators.flatMap((operator, index) => (isOwn(index + 1) ? [{ ...operator, depth: depths[index + 1] }] : []))
  const followers = operators.filter(({ inputs }) => inputs.length === 1 && inputs.every(isOwn))
  return [
    ...Array.from({ length: deepest }, (_, index): readonly [string, number] =>
      [`at${index + 1}:${operation}`, own.filter(({ depth }) => depth === index + 1).length]),
    [`summing:${operation}`, own.filter(({ inputs }) => inputs.length > 1).length],
    [`summed:${operation}`, sums.flat().filter(isOwn).length],
    [`first:${operation}`, own.filter(({ inputs }) => inputs.length === 1 && inputs[0] === 0).length],
    [`last:${operation}`, outputs.filter(isOwn).length],
    ...operations.map((next): readonly [string, number] =>
      [`chain:${operation}>${next}`, followers.filter((follower) => follower.operation === next).length]),
  ]
}

/** How many operators lie between the input and each value, the value's own included. */
function depthsOf(operators: PrunedCell['operators'], pick: (...depths: number[]) => number): readonly number[] {
  const depths = [0]
  for (const { inputs } of operators) depths.push(1 + pick(...inputs.map((input) => depths[input] ?? 0)))
  return depths
}

function shortestPath({ operators, outputs }: PrunedCell): number {
  const depths = depthsOf(operators, Math.min)
  return outputs.length === 0 ? 0 : Math.min(...outputs.map((value) => depths[value] ?? 0))
}

/** @param readers what each operator takes, in their order, and what the output takes */
function mostAlive(readers: readonly (readonly number[])[]): number {
  return Math.max(...readers.map((_, index) => {
    // Values 0 to `index` are there when the operator runs, and those that it or a later one takes are kept.
    const needed = new Set(readers.slice(index).flat())
    return [...needed].filter((value) => value <= index).length
  }))
}
