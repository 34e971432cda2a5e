import { bytesOf } from '../analysis/tensors.ts'
import type { Constant, Network, Operator, Quantisation, Tensor } from '../model/network.ts'

/** What is to be different in the main subgraph of a network. */
export interface Changes {
  /** New shapes of tensors. No constant gets larger. */
  readonly shapes: ReadonlyMap<number, readonly number[]>
  /** New values of constants of integers, such as the shape that a RESHAPE takes, for single operators. */
  readonly integers: readonly IntegerChange[]
  readonly operators?: readonly Operator[]
  readonly inputs?: readonly number[]
  readonly outputs?: readonly number[]
}

export interface IntegerChange {
  readonly operator: number
  /** Place among the operator's inputs. */
  readonly place: number
  readonly values: readonly number[]
}

/** A network with changes. Constants keep as many of their first bytes as they have room for: only sizes count. */
export function rebuild(network: Network, changes: Changes): Network {
  const tensors = network.tensors.map((tensor, index) => reshaped(tensor, changes.shapes.get(index)))
  const operators = [...(changes.operators ?? network.operators)]
  const users = countUsers(network)
  for (const { operator, place, values } of changes.integers) {
    const user = operators[operator]
    const index = user?.inputs[place]
    const tensor = tensors[index ?? -1]
    if (user === undefined || index === undefined || tensor === undefined) continue
    const changed = { ...tensor, constant: constantOf(values) }
    if (users.get(index) === 1) {
      tensors[index] = changed
    } else {
      // Others still want the old values.
      operators[operator] = { ...user, inputs: user.inputs.with(place, tensors.push(changed) - 1) }
    }
  }
  const { name, inputs, outputs } = network
  const main = { name, tensors, operators, inputs: changes.inputs ?? inputs, outputs: changes.outputs ?? outputs }
  return { ...network, ...main, subgraphs: [main, ...network.subgraphs.slice(1)] }
}

function countUsers({ operators, inputs, outputs }: Network): Map<number, number> {
  const users = new Map<number, number>()
  for (const index of [...operators.flatMap((operator) => operator.inputs), ...inputs, ...outputs]) {
    users.set(index, (users.get(index) ?? 0) + 1)
  }
  return users
}

function constantOf(values: readonly number[]): Constant {
  return { kind: 'inline', bytes: new Uint8Array(Int32Array.from(values).buffer) }
}

function reshaped(tensor: Tensor, shape: readonly number[] | undefined): Tensor {
  if (shape === undefined) return tensor
  const { constant, quantisation, shapeSignature } = tensor
  return {
    ...tensor,
    shape,
    shapeSignature: shapeSignature?.map((length, axis) => (length < 0 ? length : (shape[axis] ?? length))),
    constant: constant?.kind === 'inline' ? cut(constant, { ...tensor, shape }) : constant,
    quantisation: quantisation && cutQuantisation(quantisation, tensor.shape, shape),
  }
}

function cut({ bytes }: { readonly bytes: Uint8Array }, tensor: Tensor): Constant {
  return { kind: 'inline', bytes: bytes.subarray(0, bytesOf(tensor)) }
}

/** Per channel there is an entry for each; per tensor there is one for all. */
function cutQuantisation(quantisation: Quantisation, from: readonly number[], to: readonly number[]): Quantisation {
  const { dimension, scale, zeroPoint, min, max } = quantisation
  const channels = to[dimension]
  if (channels === undefined || scale.length <= 1 || scale.length !== from[dimension]) return quantisation
  const first = <T>(values: readonly T[]): readonly T[] => values.slice(0, values.length === 1 ? 1 : channels)
  return { ...quantisation, scale: first(scale), zeroPoint: first(zeroPoint), min: first(min), max: first(max) }
}
