import { describe, expect, it } from 'vitest'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import type { QuantisationScheme } from '../../src/generator/quantise.ts'
import type { Network, Operator } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { runModel, type RuntimeResult } from './tflite-runtime.ts'

/** One way to call a layer on an image of [1, 8, 8, 4], and the shapes that must come out. */
export interface LayerCase {
  readonly name: string
  readonly make: (builder: NetworkBuilder, image: Value) => Value | readonly Value[]
  readonly shapes: readonly (readonly number[])[]
  /** The one scheme in which TFLite has a kernel; by default both have one. */
  readonly only?: QuantisationScheme
}

const schemes = ['uint8', 'int8'] as const

/** Runs each case in the real interpreter, from a file that does not say the shapes of any result. */
export function itRunsLayers(cases: readonly LayerCase[]): void {
  describe.each(schemes)('in %s', (quantisation) => {
    const taken = cases.filter(({ only = quantisation }) => only === quantisation)
    it.each(taken)('$name runs', async ({ make, shapes }) => {
      const network = networkOf(quantisation, make)
      expect(network.outputs.map((index) => network.tensors[index]?.shape)).toEqual(shapes)
      const result = await runModel(writeNetwork(withoutShapes(network)))
      expect(shapesIn(result)).toEqual(shapes)
      expect(result.accepted && result.outputs.every(({ values }) => new Set(values).size > 1)).toBe(true)
    })

    const refused = cases.filter(({ only = quantisation }) => only !== quantisation)
    it.each(refused)('$name is refused, as the interpreter does', async ({ make, only = quantisation }) => {
      expect(() => networkOf(quantisation, make)).toThrow(RangeError)
      const result = await runModel(writeNetwork(inOtherScheme(networkOf(only, make))))
      expect(result).toMatchObject({ accepted: false })
    })
  })
}

export function networkOf(quantisation: QuantisationScheme, make: LayerCase['make']): Network {
  const builder = new NetworkBuilder({ quantisation, seed: 1 })
  const made = make(builder, builder.input('image', [1, 8, 8, 4]))
  return builder.build(...('index' in made ? [made] : made))
}

/** The shapes that the interpreter gave its outputs, or why it refused the model. */
export function shapesIn(result: RuntimeResult): readonly (readonly number[])[] | string {
  return result.accepted ? result.outputs.map(({ shape }) => shape) : result.reason
}

/** The network with all results stored as scalars, so that what comes out is the interpreter's own inference. */
export function withoutShapes(network: Network): Network {
  const computed = new Set(network.operators.flatMap(({ outputs }) => outputs))
  return withMain(network, {
    tensors: network.tensors.map((tensor, index) => (computed.has(index) ? { ...tensor, shape: [] } : tensor)),
  })
}

/** The same file with the types of the other scheme, for which the layer itself refuses to make one. */
function inOtherScheme(network: Network): Network {
  const other = { INT8: 'UINT8', UINT8: 'INT8' } as const
  return withMain(network, {
    tensors: network.tensors.map((tensor) => {
      const { type, quantisation } = tensor
      if (type !== 'INT8' && type !== 'UINT8') return tensor
      const shift = type === 'INT8' ? 128 : -128
      const zeroPoint = quantisation?.zeroPoint.map((point) => point + shift) ?? []
      return { ...tensor, type: other[type], quantisation: quantisation && { ...quantisation, zeroPoint } }
    }),
    operators: network.operators.map((operator): Operator => ({ ...operator, version: 1 })),
  })
}

function withMain(network: Network, change: Partial<Network>): Network {
  const main = { ...network, ...change }
  return { ...main, subgraphs: [main] }
}
