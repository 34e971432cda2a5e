import type { Subgraph, Tensor } from '../model/network.ts'
import type { Placement } from './placement.ts'
import { elementsOf, extentOf, isActivation, roundUp } from './tensors.ts'

/** Bytes of activations that cross the link at one inference. */
export interface Transfers {
  readonly toDeviceBytes: number
  readonly fromDeviceBytes: number
}

/** Transfers are padded to this many bytes; outputs also hold whole blocks of four channels. */
const transferBlock = 8
const channelBlock = 4

/**
 * What goes to the device and comes back: tensors that cross the border between operators on the CPU and operators on
 * the Edge TPU, each once. The padding was exact on all decoded models but the recurrent one, which adds state tensors.
 */
export function countTransfers(graph: Subgraph, placements: readonly Placement[]): Transfers {
  const isOnDevice = (step: number): boolean => placements[step]?.device === 'edgetpu'
  const written = new Set<number>()
  const read = new Set<number>()
  const neededOutside = new Set<number>(graph.outputs)
  graph.operators.forEach((operator, step) => {
    if (isOnDevice(step)) {
      for (const tensor of operator.outputs) written.add(tensor)
      for (const tensor of operator.inputs) read.add(tensor)
    } else {
      for (const tensor of operator.inputs) neededOutside.add(tensor)
    }
  })
  const sum = (indices: Iterable<number>, bytes: (tensor: Tensor) => number): number => {
    let total = 0
    for (const index of indices) {
      const tensor = graph.tensors[index]
      if (tensor && isActivation(tensor)) total += bytes(tensor)
    }
    return total
  }
  return {
    toDeviceBytes: sum([...read].filter((tensor) => !written.has(tensor)), inputBytes),
    fromDeviceBytes: sum([...written].filter((tensor) => neededOutside.has(tensor)), outputBytes),
  }
}

function inputBytes(tensor: Tensor): number {
  return roundUp(elementsOf(tensor), transferBlock)
}

function outputBytes(tensor: Tensor): number {
  const { channels } = extentOf(tensor)
  const positions = channels === 0 ? 0 : elementsOf(tensor) / channels
  return roundUp(positions * roundUp(channels, channelBlock), transferBlock)
}
