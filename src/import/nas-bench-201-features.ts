import { type Edge, edgeOperations, outputNode, parseCell } from '../generator/architectures/nas-bench-201-cell.ts'
import { type PrunedCell, pruneCell } from '../generator/architectures/nas-bench-201-pruning.ts'
import type { Numbers } from '../measurement/number-fields.ts'

/**
 * What a cell of NAS-Bench-201 tells beside its network's properties, all of the pruned cell: `edge01:nor_conv_3x3` is
 * 1 where the edge from node 0 to node 1 is a 3x3 convolution that has a part in the result, and so on for all edges
 * and operations; an edge without a part is `none`. `operators:nor_conv_3x3` counts the edges of an operation, `adds`
 * is how many sums of two there are, and `depth` how many operators follow each other on the longest path.
 * @throws RangeError for a malformed cell
 */
export function nasBenchFeatures(cell: string): Numbers {
  const edges = prunedEdges(parseCell(cell))
  const pruned = pruneCell(edges)
  const counted = edgeOperations.filter((operation) => operation !== 'none')
  return {
    ...Object.fromEntries(edges.flatMap(oneHot)),
    ...Object.fromEntries(counted.map((name) => [`operators:${name}`, countOf(edges, name)])),
    adds: addsIn(pruned),
    depth: depthOf(pruned),
  }
}

function oneHot({ from, to, operation }: Edge): readonly (readonly [string, number])[] {
  return edgeOperations.map((name) => [`edge${from}${to}:${name}`, operation === name ? 1 : 0])
}

function countOf(edges: readonly Edge[], name: Edge['operation']): number {
  return edges.filter(({ operation }) => operation === name).length
}

/** The edges, of which those on no path from the input to the output are `none`. */
function prunedEdges(edges: readonly Edge[]): readonly Edge[] {
  const present = edges.filter(({ operation }) => operation !== 'none')
  const reached = new Set([0])
  // Edges come by the node that they lead to, and nodes in the order in which they are computed.
  for (const { from, to } of present) if (reached.has(from)) reached.add(to)
  const needed = new Set([outputNode])
  for (const { from, to } of present.toSorted((a, b) => b.to - a.to)) if (needed.has(to)) needed.add(from)
  return edges.map((edge) => (reached.has(edge.from) && needed.has(edge.to) ? edge : { ...edge, operation: 'none' }))
}

function addsIn({ operators, outputs }: PrunedCell): number {
  const addsOf = (inputs: readonly number[]): number => Math.max(0, inputs.length - 1)
  return operators.reduce((total, { inputs }) => total + addsOf(inputs), addsOf(outputs))
}

function depthOf({ operators, outputs }: PrunedCell): number {
  const depths = [0]
  const deepest = (inputs: readonly number[]): number => Math.max(0, ...inputs.map((input) => depths[input] ?? 0))
  for (const { inputs } of operators) depths.push(1 + deepest(inputs))
  return deepest(outputs)
}
