import { integersOf } from '../analysis/tensors.ts'
import type { Network, Operator } from '../model/network.ts'
import { optionsOf } from '../model/tflite/options.ts'
import type { IntegerChange } from './rebuild.ts'

/** The shapes that operators are told by a constant or an option, for results whose shape has changed. */
export function followShapes(
  network: Network,
  shapes: ReadonlyMap<number, readonly number[]>,
): { integers: IntegerChange[]; operators: readonly Operator[] } {
  const integers: IntegerChange[] = []
  const operators = network.operators.map((operator, index) => {
    const shape = shapes.get(operator.outputs[0] ?? -1)
    const place = placeOfShape(operator)
    if (shape === undefined || place === undefined) return operator
    const told = integersOf(network.tensors[operator.inputs[place] ?? -1])
    if (told !== undefined) integers.push({ operator: index, place, values: retold(told, shape) })
    const options = optionsOf(operator.options, 'ReshapeOptions')
    if (options?.newShape === undefined) return operator
    return { ...operator, options: { ...options, newShape: retold(options.newShape, shape) } }
  })
  return { integers, operators }
}

/** Where among its inputs an operator is told the shape of its result. */
function placeOfShape({ kind }: Operator): number | undefined {
  if (kind === 'RESHAPE') return 1
  return kind === 'TRANSPOSE_CONV' ? 0 : undefined
}

/** A dimension of -1 is inferred by the runtime, and stays so. */
function retold(told: readonly number[], shape: readonly number[]): number[] {
  return told.map((length, axis) => (length < 0 ? length : (shape[axis] ?? length)))
}
