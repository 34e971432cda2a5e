import { isActivation } from '../analysis/tensors.ts'
import type { Network, Operator, Signature } from '../model/network.ts'
import { rebuild } from './rebuild.ts'

/**
 * Puts a RELU in the place of each of some operators, which the Edge TPU runs wherever the types and shapes allow it.
 * It stands for whatever might be used instead: the network tells where all operators run then, and it runs itself only
 * if the operators that were replaced changed no shape.
 */
export function replaceOperators(network: Network, indices: readonly number[]): Network {
  const replaced = new Set(indices)
  const isRead = (tensor: number): boolean => {
    const read = network.tensors[tensor]
    return read !== undefined && isActivation(read)
  }
  const operators = network.operators.map((operator, index): Operator => {
    if (!replaced.has(index)) return operator
    return {
      ...operator,
      kind: 'RELU',
      version: reluVersion,
      customCode: undefined,
      customOptions: undefined,
      options: undefined,
      inputs: operator.inputs.filter(isRead),
      intermediates: [],
      mutatingVariableInputs: [],
    }
  })
  return rebuild(network, { shapes: new Map(), integers: [], operators })
}

/** The version of RELU that takes int8. */
const reluVersion = 2

/** A network that takes and gives integers, and the operators that it does without. */
export interface WithoutConversions {
  readonly network: Network
  readonly removed: readonly number[]
}

/** Leaves out QUANTIZE of the network's inputs and DEQUANTIZE to its outputs: the application has integers anyway. */
export function dropConversions(network: Network): WithoutConversions {
  const { tensors, operators, inputs, outputs } = network
  const readers = new Map<number, number>()
  for (const tensor of operators.flatMap((operator) => operator.inputs)) {
    readers.set(tensor, (readers.get(tensor) ?? 0) + 1)
  }
  const replacements = new Map<number, number>()
  const removed = operators.flatMap(({ kind, inputs: [from = -1], outputs: [to = -1] }, index) => {
    const isFirst = kind === 'QUANTIZE' && tensors[from]?.type === 'FLOAT32' && inputs.includes(from)
    const isLast = kind === 'DEQUANTIZE' && outputs.includes(to) && !readers.has(to)
    if (isFirst && readers.get(from) === 1 && !outputs.includes(from)) replacements.set(from, to)
    else if (isLast && !inputs.includes(from) && !outputs.includes(from)) replacements.set(to, from)
    else return []
    return [index]
  })
  const replaced = (tensor: number): number => replacements.get(tensor) ?? tensor
  const left = new Set(removed)
  const changed = rebuild(network, {
    shapes: new Map(),
    integers: [],
    operators: operators.filter((_, index) => !left.has(index)),
    inputs: inputs.map(replaced),
    outputs: outputs.map(replaced),
  })
  const signatures = network.signatures.map((one) => (one.subgraph === 0 ? renamed(one, replaced) : one))
  return { network: { ...changed, signatures }, removed }
}

function renamed(signature: Signature, replaced: (tensor: number) => number): Signature {
  const rename = (tensors: Signature['inputs']): Signature['inputs'] =>
    tensors.map(({ name, tensor }) => ({ name, tensor: replaced(tensor) }))
  return { ...signature, inputs: rename(signature.inputs), outputs: rename(signature.outputs) }
}
