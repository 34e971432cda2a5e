import { countMacs } from '../../src/analysis/macs.ts'
import type { Network } from '../../src/model/network.ts'

/** Constants that are numbers of the network, in contrast to shapes, axes and paddings, which have no scale. */
export function parametersIn({ tensors }: Network): number {
  return tensors
    .filter(({ constant, quantisation }) => constant !== undefined && quantisation !== undefined)
    .reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0)
}

export function macsIn(network: Network): number {
  return network.operators.reduce((sum, operator) => sum + countMacs(network, operator), 0)
}
