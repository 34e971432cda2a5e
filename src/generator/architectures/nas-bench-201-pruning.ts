import { type Edge, type EdgeOperation, outputNode, parseCell } from './nas-bench-201-cell.ts'

/** An operation that is left of a cell. */
export interface CellOperator {
  readonly operation: Exclude<EdgeOperation, 'none' | 'skip_connect'>
  /** What it takes the sum of, ascending: 0 is the cell's input, n the result of the cell's n-th operator. */
  readonly inputs: readonly number[]
}

/** What is left of a cell without the edges that do nothing: operators in the order in which they run. */
export interface PrunedCell {
  readonly operators: readonly CellOperator[]
  /** What the cell's output is the sum of, numbered as for operators; nothing if no path leads to it. */
  readonly outputs: readonly number[]
}

/**
 * What a cell computes, as SamsungLabs/eagle prunes it (`eagle/models/nasbench201/utils.py`): edges that skip vanish,
 * and a node that is reached twice by the same value takes it once; `none` edges vanish, and so does what is on no path
 * from the input to the output. Operators are in an order that depends on what they take, not on the nodes that they
 * lay between, so cells that compute the same are pruned to the same.
 */
export function pruneCell(edges: readonly Edge[]): PrunedCell {
  const [first, ...others] = ordersOf(withoutDeadOperators(connect(edges)))
  if (first === undefined) throw new RangeError('a cell has an order')
  return others.reduce((least, cell) => (textOf(cell) < textOf(least) ? cell : least), first)
}

/**
 * The canonical form of a cell, such as `nor_conv_3x3(0) avg_pool_3x3(0+1) > 1+2`: the operators that are left, each
 * with the values that it takes the sum of, and those that the output is the sum of, none if no path leads there. Cells
 * with equal forms are the same network.
 * @throws RangeError for a malformed cell
 */
export function canonicalCell(text: string): string {
  return textOf(pruneCell(parseCell(text)))
}

function textOf({ operators, outputs }: PrunedCell): string {
  const texts = operators.map(({ operation, inputs }) => `${operation}(${inputs.join('+')})`)
  return [...texts, '>', outputs.join('+')].join(' ')
}

/** Gives each edge's operation the values that reach the node it comes from. */
function connect(edges: readonly Edge[]): PrunedCell {
  const operators: CellOperator[] = []
  const reaching: (readonly number[])[] = [[0]]
  for (let node = 1; node <= outputNode; node++) {
    const values = edges.flatMap(({ from, to, operation }) => {
      const inputs = reaching[from] ?? []
      if (to !== node || operation === 'none' || inputs.length === 0) return []
      return operation === 'skip_connect' ? inputs : [operators.push({ operation, inputs })]
    })
    reaching.push(ascending(new Set(values)))
  }
  return { operators, outputs: reaching[outputNode] ?? [] }
}

function withoutDeadOperators(cell: PrunedCell): PrunedCell {
  const needed = new Set(cell.outputs)
  // Operators take only what comes before them.
  for (let number = cell.operators.length; number > 0; number--) {
    if (needed.has(number)) for (const input of cell.operators[number - 1]?.inputs ?? []) needed.add(input)
  }
  return renumbered(cell, ascending(needed).filter((number) => number > 0))
}

/** The cell in every order in which operators come after what they take. */
function ordersOf(cell: PrunedCell): readonly PrunedCell[] {
  const extend = (order: readonly number[]): readonly (readonly number[])[] => {
    if (order.length === cell.operators.length) return [order]
    return cell.operators.flatMap(({ inputs }, index) => {
      const isReady = inputs.every((input) => input === 0 || order.includes(input))
      return isReady && !order.includes(index + 1) ? extend([...order, index + 1]) : []
    })
  }
  return extend([]).map((order) => renumbered(cell, order))
}

/** @param order the operators to keep, by the numbers that they have so far */
function renumbered({ operators, outputs }: PrunedCell, order: readonly number[]): PrunedCell {
  const renumber = (numbers: readonly number[]): readonly number[] =>
    ascending(numbers.map((number) => (number === 0 ? 0 : order.indexOf(number) + 1)))
  const kept = order.flatMap((number) => operators[number - 1] ?? [])
  return {
    operators: kept.map(({ operation, inputs }) => ({ operation, inputs: renumber(inputs) })),
    outputs: renumber(outputs),
  }
}

function ascending(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((left, right) => left - right)
}
