import type { Network, Operator, Tensor } from '../../src/model/network.ts'
import type { OperatorOptions } from '../../src/model/tflite/options.ts'

/** Weights of any of the sweeps' layers: one buffer of zeros for all, since only sizes count. */
const zeros = new Uint8Array(64 * 1_048_576)

const wideInputs = 6_912
const denseOutputs = 10

/**
 * The network of one row of the published width sweeps, as `src/generator/architectures/chains.ts` builds it, without
 * the time that making random weights takes.
 */
export function sweepNetwork(row: Record<string, string>): Network {
  const width = Number(row['width'])
  const layers = Number(row['layers'])
  return row['kind'] === 'conv'
    ? convolutionsOf({ filters: width, layers, kernel: 3, size: 64, type: 'INT8' })
    : dense(width, layers, row['input'] === '64' ? 64 : wideInputs)
}

/** A chain of equal convolutions on a square image of three channels. */
export function convolutionsOf(options: {
  readonly filters: number
  readonly layers: number
  readonly kernel: number
  readonly size: number
  readonly type: 'INT8' | 'UINT8'
}): Network {
  const { filters, layers, kernel, size, type } = options
  const chain = new Chain([1, size, size, 3], type)
  for (let layer = 0; layer < layers; layer++) {
    chain.add('CONV_2D', [filters, kernel, kernel, chain.channels], [1, size, size, filters], filters)
  }
  return chain.network
}

function dense(width: number, layers: number, inputs: number): Network {
  const chain = new Chain([1, inputs], 'INT8')
  for (const units of [...Array.from({ length: layers }, () => width), denseOutputs]) {
    chain.add('FULLY_CONNECTED', [units, chain.channels], [1, units], 0)
  }
  return chain.network
}

class Chain {
  readonly #tensors: Tensor[] = []
  readonly #operators: Operator[] = []
  readonly #type: 'INT8' | 'UINT8'
  #last: number

  constructor(shape: readonly number[], type: 'INT8' | 'UINT8') {
    this.#type = type
    this.#last = this.#add(shape, type, false)
  }

  get channels(): number {
    return this.#tensors[this.#last]?.shape.at(-1) ?? 0
  }

  add(kind: 'CONV_2D' | 'FULLY_CONNECTED', weights: readonly number[], shape: readonly number[], biases: number): void {
    const inputs = [this.#last, this.#add(weights, this.#type, true), biases > 0 ? this.#add([biases], 'INT32', true) : -1]
    this.#last = this.#add(shape, this.#type, false)
    this.#operators.push({
      kind,
      customCode: undefined,
      version: 1,
      options: kind === 'CONV_2D' ? convolutionOptions : undefined,
      customOptions: undefined,
      inputs,
      outputs: [this.#last],
      intermediates: [],
      mutatingVariableInputs: [],
    })
  }

  get network(): Network {
    const subgraph = { name: 'main', tensors: this.#tensors, operators: this.#operators, inputs: [0], outputs: [this.#last] }
    return { ...subgraph, description: undefined, subgraphs: [subgraph], signatures: [], metadata: [] }
  }

  #add(shape: readonly number[], type: 'INT8' | 'UINT8' | 'INT32', isConstant: boolean): number {
    const elements = shape.reduce((product, length) => product * length, type === 'INT32' ? 4 : 1)
    this.#tensors.push({
      name: `${this.#tensors.length}`,
      shape,
      shapeSignature: undefined,
      type,
      quantisation: undefined,
      constant: isConstant ? { kind: 'inline', bytes: zeros.subarray(0, elements) } : undefined,
      isVariable: false,
      hasRank: false,
      sparsity: undefined,
    })
    return this.#tensors.length - 1
  }
}

const convolutionOptions: OperatorOptions = {
  table: 'Conv2DOptions',
  padding: 0,
  strideW: 1,
  strideH: 1,
  fusedActivationFunction: 0,
  dilationWFactor: 1,
  dilationHFactor: 1,
  quantizedBiasType: 0,
}
