import { analyse } from '../analysis/analyse.ts'
import type { Analysis } from '../analysis/analysis.ts'
import type { Network } from '../model/network.ts'
import { type ConversionAdvice, measure } from './advice.ts'
import { dropConversions } from './replace.ts'

/** What to do about conversions between real numbers and integers at the ends of a network. */
export function adviseOnConversions(network: Network, analysis: Analysis): ConversionAdvice[] {
  const { network: changed, removed } = dropConversions(network)
  if (removed.length === 0) return []
  const before = measure(analysis)
  const after = measure(analyse(changed))
  if (after.cpuOperators >= before.cpuOperators) return []
  return [{ kind: 'conversion', operators: removed, effect: { before, after } }]
}
