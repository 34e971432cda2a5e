import type { Subgraph } from '../model/network.ts'
import { bytesOf } from './tensors.ts'

/**
 * The most activation bytes alive at one time when operators run in the order of the file: a tensor lives from the
 * operator that writes it (a network input from the start) to the last that reads it (a network output to the end).
 * Variables live all the time. This is the sum of sizes, without padding or placement in memory.
 */
export function peakActivationBytes({ tensors, operators, inputs, outputs }: Subgraph): number {
  const firstUse = new Map<number, number>()
  const lastUse = new Map<number, number>()
  const use = (tensor: number, step: number): void => {
    if (tensor < 0 || tensors[tensor]?.constant !== undefined) return
    if (!firstUse.has(tensor)) firstUse.set(tensor, step)
    lastUse.set(tensor, Math.max(step, lastUse.get(tensor) ?? step))
  }
  for (const tensor of inputs) use(tensor, 0)
  operators.forEach((operator, step) => {
    for (const tensor of operator.inputs) use(tensor, step)
    for (const tensor of operator.outputs) use(tensor, step)
  })
  for (const tensor of outputs) use(tensor, Math.max(0, operators.length - 1))
  tensors.forEach((tensor, index) => {
    if (!tensor.isVariable || !firstUse.has(index)) return
    firstUse.set(index, 0)
    lastUse.set(index, Math.max(0, operators.length - 1))
  })

  const growth = new Float64Array(operators.length + 2)
  for (const [index, first] of firstUse) {
    const tensor = tensors[index]
    const bytes = (tensor && bytesOf(tensor)) ?? 0
    growth[first] = (growth[first] ?? 0) + bytes
    const after = (lastUse.get(index) ?? first) + 1
    growth[after] = (growth[after] ?? 0) - bytes
  }
  let alive = 0
  let peak = 0
  for (const change of growth) {
    alive += change
    peak = Math.max(peak, alive)
  }
  return peak
}
