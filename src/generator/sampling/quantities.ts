import { peakActivationBytes } from '../../analysis/activations.ts'
import { countMacs } from '../../analysis/macs.ts'
import { sumOf } from '../../analysis/sum.ts'
import { bytesOf, tensorsAt } from '../../analysis/tensors.ts'
import type { Network, Tensor } from '../../model/network.ts'

/** What a sample of networks is spread over, each on a logarithmic scale. */
export const quantityNames = ['macs', 'parameterBytes', 'activationBytes', 'depth', 'inputBytes'] as const

export type QuantityName = (typeof quantityNames)[number]

/** A value for each of them. */
export type Quantities = Readonly<Record<QuantityName, number>>

export const quantityDocumentation: Readonly<Record<QuantityName, string>> = {
  macs: 'multiply-accumulates of one inference, on whichever device',
  parameterBytes: 'bytes of weights and biases in the file',
  activationBytes: 'the most activation bytes alive at one time',
  depth: 'operators on the longest path from an input to an output',
  inputBytes: 'bytes of the input',
}

export function measureQuantities(network: Network): Quantities {
  return {
    macs: sumOf(network.operators, (operator) => countMacs(network, operator)),
    parameterBytes: sumOf(network.tensors.filter(isParameter), sizeOf),
    activationBytes: peakActivationBytes(network),
    depth: depthsOf(network).reduce((most, depth) => Math.max(most, depth), 0),
    inputBytes: sumOf(tensorsAt(network, network.inputs), sizeOf),
  }
}

/**
 * How many operators lie on the longest path to each tensor; 0 for inputs and constants. Operators must stand in the
 * order in which they run, as those of every file do.
 */
export function depthsOf({ tensors, operators }: Pick<Network, 'tensors' | 'operators'>): readonly number[] {
  const depths = tensors.map(() => 0)
  for (const { inputs, outputs } of operators) {
    const before = inputs.reduce((most, tensor) => Math.max(most, depths[tensor] ?? 0), 0)
    for (const tensor of outputs) depths[tensor] = before + 1
  }
  return depths
}

/** Shapes, axes and paddings are constants too, but have no scale. */
function isParameter({ constant, quantisation }: Tensor): boolean {
  return constant !== undefined && quantisation !== undefined && quantisation.scale.length > 0
}

function sizeOf(tensor: Tensor): number {
  return bytesOf(tensor) ?? 0
}
