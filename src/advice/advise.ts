import type { Analysis } from '../analysis/analysis.ts'
import type { Network } from '../model/network.ts'
import type { Advice } from './advice.ts'
import { adviseOnActivations } from './advise-on-activations.ts'
import { adviseOnConversions } from './advise-on-conversions.ts'
import { adviseOnPlacement } from './advise-on-placement.ts'
import { adviseOnStreaming } from './advise-on-streaming.ts'

/** Each change is analysed anew, so the work grows with the size of a network; larger ones get no advice. */
const mostOperators = 5_000

/**
 * What keeps a plain network from running on the Edge TPU alone and from its memory, and the smallest changes that
 * would remove it. Every change is made to the network, which is then analysed again. Nothing is said of a network
 * without such findings, nor of a compiled one, whose architecture is not in the file.
 */
export function advise(network: Network, analysis: Analysis): Advice[] {
  if (analysis.format === 'compiled' || network.operators.length > mostOperators) return []
  return [
    ...adviseOnStreaming(network, analysis),
    ...adviseOnPlacement(network, analysis),
    ...adviseOnConversions(network, analysis),
    ...adviseOnActivations(network, analysis),
  ]
}
