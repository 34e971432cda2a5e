import { fullyConnected } from '../../layers/convolution.ts'
import type { NetworkBuilder, Value } from '../../network-builder.ts'
import type { BlockSettings } from './block.ts'
import { applyToElements, combineElements } from './elementwise.ts'

/** A dense layer on a vector, with a function fused or applied after, or a gate: a function of itself as a factor. */
export function dense(builder: NetworkBuilder, input: Value, settings: BlockSettings): Value {
  const { draw, activation } = settings
  const units = settings.roundChannels(settings.channels)
  const kind = draw.pick(['fused', 'fused', 'applied', 'gate'])
  if (kind === 'fused') return fullyConnected(builder, input, { units, activation })
  const sums = fullyConnected(builder, input, { units })
  const applied = applyToElements(builder, sums, draw)
  return kind === 'applied' ? applied : combineElements(builder, sums, applied, draw)
}
