import type { Operator, Subgraph } from '../model/network.ts'
import { elementsOf, extentOf, inputAt, outputAt, tensorsAt } from './tensors.ts'

/**
 * Multiply-accumulates of one inference of an operator, from the definition of each operator. Additions that belong to
 * no product (bias, element-wise sums, pooling) are not counted.
 */
export function countMacs(graph: Subgraph, operator: Operator): number {
  switch (operator.kind) {
    case 'LSTM':
    case 'UNIDIRECTIONAL_SEQUENCE_LSTM':
    case 'BIDIRECTIONAL_SEQUENCE_LSTM':
    case 'UNIDIRECTIONAL_SEQUENCE_RNN':
    case 'BIDIRECTIONAL_SEQUENCE_RNN':
    case 'RNN':
    case 'SVDF':
      return recurrentMacs(graph, operator)
    default:
      return weightedMacs(graph, operator)
  }
}

function weightedMacs(graph: Subgraph, operator: Operator): number {
  const weights = inputAt(graph, operator, 1)
  const output = outputAt(graph, operator, 0)
  if (weights === undefined || output === undefined) return 0
  switch (operator.kind) {
    case 'CONV_2D':
    case 'CONV_3D':
      return outputsPerFilter(output.shape) * elementsOf(weights)
    case 'DEPTHWISE_CONV_2D': {
      const { height, width } = extentOf(output)
      return height * width * elementsOf(weights)
    }
    case 'TRANSPOSE_CONV': {
      const input = inputAt(graph, operator, 2)
      return input === undefined ? 0 : outputsPerFilter(input.shape) * elementsOf(weights)
    }
    case 'FULLY_CONNECTED':
      return outputsPerFilter(output.shape) * elementsOf(weights)
    case 'BATCH_MATMUL':
      return batchMatMulMacs(graph, operator)
    default:
      return 0
  }
}

/** How often each weight is used: once for every position of every image. */
function outputsPerFilter(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, length) => product * length, 1)
}

function batchMatMulMacs(graph: Subgraph, operator: Operator): number {
  const left = inputAt(graph, operator, 0)
  const output = outputAt(graph, operator, 0)
  const options = operator.options?.table === 'BatchMatMulOptions' ? operator.options : undefined
  const inner = options?.adjX ? left?.shape.at(-2) : left?.shape.at(-1)
  return output === undefined ? 0 : elementsOf(output) * (inner ?? 1)
}

/** Every weight matrix is used once for each step of the sequence. */
function recurrentMacs(graph: Subgraph, operator: Operator): number {
  const input = inputAt(graph, operator, 0)
  const matrices = tensorsAt(graph, operator.inputs.slice(1)).filter(
    ({ constant, shape }) => constant !== undefined && shape.length === 2,
  )
  const weights = matrices.reduce((sum, matrix) => sum + elementsOf(matrix), 0)
  return input === undefined ? 0 : outputsPerFilter(input.shape) * weights
}
