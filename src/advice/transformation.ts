import type { Network } from '../model/network.ts'

/**
 * A smaller network of the same architecture, or what stands in the way of it. A changed network has the sizes of what
 * it stands for, and runs, but its constants are only the first bytes of the old ones: it has to be trained anew.
 */
export type Transformation =
  | { readonly kind: 'changed'; readonly network: Network }
  | { readonly kind: 'blocked'; readonly obstacle: Obstacle }

/** What stands in the way of a change. */
export interface Obstacle {
  /** The operator that does; null where it is the network as a whole. */
  readonly operator: number | null
  /** The reason as a clause that follows "because". */
  readonly clause: string
}

export function blocked(operator: number | null, clause: string): Transformation {
  return { kind: 'blocked', obstacle: { operator, clause } }
}
