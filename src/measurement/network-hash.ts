import type { Network, Operator, Subgraph, Tensor } from '../model/network.ts'
import { sha256Of } from '../sha256.ts'

/**
 * The hash of what a network is, whatever it has learnt: the SHA-256 of its operators in their order, with their kinds,
 * options and tensors, and of each tensor's shape and type and whether it is quantised. The same network with other
 * weights, biases, scales, zero points, names or operator versions has the same hash, in whatever order its file lists
 * tensors. What operators do is kept also where it is written as a constant: integers that stand for no real numbers,
 * such as shapes, axes and paddings. What the Edge TPU compiler made is hashed as it is, with the weights in it.
 * @returns 64 hexadecimal digits
 */
export function networkHash({ subgraphs }: Network): string {
  return sha256Of(JSON.stringify(subgraphs.map(structureOf), withoutGaps))
}

function structureOf({ tensors, inputs, operators, outputs }: Subgraph): unknown {
  const numbers = new Map<number, number>()
  const used: unknown[] = []
  // Numbers are given in the order of use, since that of the file means nothing.
  const numberOf = (index: number): number => {
    const tensor = tensors[index]
    if (tensor === undefined) return -1
    const known = numbers.get(index)
    if (known !== undefined) return known
    numbers.set(index, used.length)
    return used.push(formOf(tensor)) - 1
  }
  const numbered = (indices: readonly number[]): readonly number[] => indices.map(numberOf)
  return {
    inputs: numbered(inputs),
    operators: operators.map((operator) => [
      operator.kind,
      operator.customCode,
      operator.customOptions,
      entriesOf(operator.options),
      numbered(withoutAbsentEnd(operator.inputs)),
      numbered(operator.outputs),
      numbered(operator.intermediates),
    ]),
    outputs: numbered(outputs),
    tensors: used,
  }
}

function formOf(tensor: Tensor): unknown {
  const { shape, shapeSignature, type, quantisation, constant, isVariable, sparsity } = tensor
  const isOpen = shapeSignature?.some((length) => length < 0) === true
  return [
    type,
    shape,
    isOpen ? shapeSignature : undefined,
    isVariable,
    // Not how many scales: that changes with the converter, and layouts without weights have one.
    isQuantised(quantisation),
    constant?.kind ?? 'computed',
    isSetting(tensor) && constant?.kind === 'inline' ? constant.bytes : undefined,
    sparsity === undefined ? undefined : [sparsity.traversalOrder, sparsity.blockMap],
  ]
}

/** Whether a constant says what an operator does. Biases are integers too, but have scales. */
function isSetting({ type, quantisation }: Tensor): boolean {
  return (type === 'INT32' || type === 'INT64') && !isQuantised(quantisation)
}

function isQuantised(quantisation: Tensor['quantisation']): boolean {
  return (quantisation?.scale.length ?? 0) > 0
}

/** An optional input at the end may be written as absent or left out. */
function withoutAbsentEnd(inputs: Operator['inputs']): readonly number[] {
  return inputs.slice(0, inputs.findLastIndex((index) => index >= 0) + 1)
}

/** By name: the order of fields means nothing. */
function entriesOf(options: Operator['options']): unknown {
  if (options === undefined) return undefined
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** For `JSON.stringify`: bytes and lists of numbers as texts, and numbers as TFLite keeps them, in single precision. */
function withoutGaps(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return sha256Of(value)
  if (ArrayBuffer.isView(value)) return sha256Of(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return String(Math.fround(value))
}
