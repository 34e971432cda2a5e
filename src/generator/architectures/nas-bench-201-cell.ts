import { UnbuildableError } from '../unbuildable-error.ts'

/** What an edge of a cell does: Dong and Yang, "NAS-Bench-201", arXiv:2001.00326, section 2.1. */
export const edgeOperations = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const

export type EdgeOperation = (typeof edgeOperations)[number]

/** A cell's nodes are numbered; 0 is its input. */
export interface Edge {
  readonly from: number
  readonly to: number
  readonly operation: EdgeOperation
}

/** The node that is a cell's output. */
export const outputNode = 3

/** Characters of a malformed text that an error shows. */
const shownCharacters = 20

/**
 * Reads a cell as NAS-Bench-201 writes it, such as
 * `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|`: for each node after the input, the
 * operation from every earlier node.
 * @returns the six edges, by the node that they lead to and then by the one that they come from
 * @throws RangeError for a malformed text: at which character, and what belongs there
 */
export function parseCell(text: string): readonly Edge[] {
  const edges: Edge[] = []
  let position = 0
  const fail = (wanted: string): never => {
    const found = text.slice(position, position + shownCharacters)
    const what = found === '' ? 'the text ends' : `there is "${found}"`
    throw new UnbuildableError(`a cell needs ${wanted} at character ${position + 1}, but ${what}`)
  }
  const take = <Token extends string>(tokens: readonly [Token, ...Token[]]): Token => {
    const token = tokens.find((candidate) => text.startsWith(candidate, position))
    if (token === undefined) return fail(tokens.length === 1 ? `"${tokens[0]}"` : `one of ${tokens.join(', ')}`)
    position += token.length
    return token
  }
  for (let to = 1; to <= outputNode; to++) {
    take([to === 1 ? '|' : '+|'])
    for (let from = 0; from < to; from++) {
      edges.push({ from, to, operation: take(edgeOperations) })
      take([`~${from}|`])
    }
  }
  return position === text.length ? edges : fail('nothing')
}
