import { type Edge, edgeOperations, outputNode, parseCell } from '../generator/architectures/nas-bench-201-cell.ts'
import { pruneCell } from '../generator/architectures/nas-bench-201-pruning.ts'
import type { Numbers } from '../measurement/number-fields.ts'
import { cellShape } from './nas-bench-201-shape.ts'

/**
 * What a cell of NAS-Bench-201 tells beside its network's properties, all of the pruned cell: `edge01:nor_conv_3x3` is
 * 1 where the edge from node 0 to node 1 is a 3x3 convolution that has a part in the result, and so on for all edges
 * and operations; an edge without a part is `none`. `operators:nor_conv_3x3` counts the edges of an operation. How the
 * cell is laid out is in `cellShape`.
 * @throws RangeError for a malformed cell
 */
export function nasBenchFeatures(cell: string): Numbers {
  const edges = prunedEdges(parseCell(cell))
  const counted = edgeOperations.filter((operation) => operation !== 'none')
  return {
    ...Object.fromEntries(edges.flatMap(oneHot)),
    ...Object.fromEntries(counted.map((name) => [`operators:${name}`, countOf(edges, name)])),
    ...cellShape(pruneCell(edges)),
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
