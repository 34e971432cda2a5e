import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadNetwork } from '../../../src/model/load.ts'
import { FlatBufferView } from '../../../src/model/flatbuffer/view.ts'
import type { Constant, Network, Operator, Subgraph, Tensor } from '../../../src/model/network.ts'
import type { OperatorKind } from '../../../src/model/operators.ts'
import { BufferField, ModelField, OperatorCodeField } from '../../../src/model/tflite/schema.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { arbitraryNetwork, everyOptions } from '../../support/arbitrary-network.ts'
import { comparable } from '../../support/comparable.ts'
import { everyLayer } from '../../support/networks.ts'
import { packagedModels, readPackagedModel } from '../../support/packaged.ts'
import { describeWithShared, sharedModels } from '../../support/shared.ts'

describe('a written network', () => {
  it('is read back deeply equal, whatever it holds', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        expect(comparable(loadNetwork(writeNetwork(network)))).toEqual(comparable(network))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it('keeps arbitrary values of every option table', () => {
    const [operator] = everyLayer('int8').operators
    if (operator === undefined) throw new Error('the network has operators')
    fc.assert(
      fc.property(everyOptions, (tables) => {
        const operators = tables.map((options) => ({ ...operator, options }))
        const network = withMain(everyLayer('int8'), { operators })
        expect(loadNetwork(writeNetwork(network)).operators).toEqual(operators)
      }),
      { numRuns: 20, seed: 2 },
    )
  })

  it('has its constants on 16-byte boundaries, however long they are', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        for (const bytes of inlineConstants(loadNetwork(writtenCopy(network)))) expect(bytes.byteOffset % 16).toBe(0)
      }),
      { numRuns: 100, seed: 3 },
    )
  })

  it('stores constants once that are views on the same bytes, and others apart even if they are equal', () => {
    const { tensors } = everyLayer('int8')
    const bytes = new Uint8Array(1000)
    const alike = (view: Uint8Array): Tensor => ({ ...vector(1000), constant: { kind: 'inline', bytes: view } })
    const views = [bytes, bytes.subarray(0), new Uint8Array(bytes.buffer, 0, 1000), new Uint8Array(1000)]
    const network = withMain(everyLayer('int8'), { tensors: [...tensors, ...views.map(alike)] })
    const offsets = loadNetwork(writtenCopy(network)).tensors.slice(-4).map(({ constant }) => offsetOf(constant))
    expect(offsets[1]).toBe(offsets[0])
    expect(offsets[2]).toBe(offsets[0])
    expect(offsets[3]).not.toBe(offsets[0])
  })

  it('is the same bytes every time', () => {
    expect(writeNetwork(everyLayer('uint8'))).toEqual(writeNetwork(everyLayer('uint8')))
  })

  it('lists each operator code once, with a placeholder in the narrow field for those that do not fit', () => {
    const [operator] = everyLayer('int8').operators
    if (operator === undefined) throw new Error('the network has operators')
    const plain = { ...operator, options: undefined }
    const coded = (kind: OperatorKind, version: number): Operator => ({ ...plain, kind, version })
    const operators = [coded('GELU', 1), coded('CONV_2D', 3), coded('GELU', 1), coded('CONV_2D', 1)]
    const written = writeNetwork(withMain(everyLayer('int8'), { operators }))
    const codes = new FlatBufferView(written).root().tables(ModelField.operatorCodes) ?? []
    expect(codes.map((code) => code.int8(OperatorCodeField.deprecatedBuiltinCode))).toEqual([127, 3, 3])
    expect(codes.map((code) => code.int32(OperatorCodeField.builtinCode))).toEqual([150, 3, 3])
    expect(codes.map((code) => code.int32(OperatorCodeField.version, 1))).toEqual([1, 3, 1])
  })

  it('has an empty first buffer', () => {
    const model = new FlatBufferView(writeNetwork(everyLayer('int8'))).root()
    expect(model.tableAt(ModelField.buffers, 0)?.bytes(BufferField.data)).toBeUndefined()
    expect(model.tableAt(ModelField.buffers, 1)?.bytes(BufferField.data)).toBeDefined()
  })

  it('has no empty vector of custom options', () => {
    const [operator] = everyLayer('int8').operators
    if (operator === undefined) throw new Error('the network has operators')
    const network = withMain(everyLayer('int8'), { operators: [{ ...operator, customOptions: new Uint8Array() }] })
    expect(loadNetwork(writeNetwork(network)).operators[0]?.customOptions).toBeUndefined()
  })

  it('holds 100 MB of constants without copying them more than once', () => {
    const length = 25_000_000
    const tensors = [0, 1, 2, 3].map((): Tensor => {
      return { ...vector(length), constant: { kind: 'inline', bytes: new Uint8Array(length) } }
    })
    const written = writeNetwork(withMain(everyLayer('int8'), { tensors, operators: [], inputs: [], outputs: [] }))
    expect(written.buffer.byteLength).toBeLessThan(100_100_000)
    expect(loadNetwork(written).tensors).toHaveLength(4)
  })

  it('refuses options that were read without being understood', () => {
    const [operator] = everyLayer('int8').operators
    if (operator === undefined) throw new Error('the network has operators')
    const options = { table: 'unrecognised', union: 2, tag: 11 } as const
    const network = withMain(everyLayer('int8'), { operators: [{ ...operator, options }] })
    expect(() => writeNetwork(network)).toThrow(expect.objectContaining({ code: 'model/unsupported' }))
  })

  it('refuses a quantisation that was read without being understood', () => {
    const quantisation = {
      min: [],
      max: [],
      scale: [],
      zeroPoint: [],
      dimension: 0,
      details: { kind: 'unrecognised', tag: 3 },
    } as const
    const tensors = [{ ...vector(1), name: 'odd', quantisation }]
    const network = withMain(everyLayer('int8'), { tensors, operators: [] })
    expect(() => writeNetwork(network)).toThrow(
      expect.objectContaining({ code: 'model/unsupported', what: expect.stringContaining('"odd"') }),
    )
  })
})

describe.each(packagedModels)('%s', (name) => {
  it('keeps every operator, tensor and constant when read, written and read', () => {
    const network = loadNetwork(readPackagedModel(name))
    expect(comparable(loadNetwork(writeNetwork(network)))).toEqual(comparable(network))
  })
})

describeWithShared('the shared models', () => {
  it.each(sharedModels())('keep every operator, tensor and constant when read and written: $name', ({ bytes }) => {
    const network = loadNetwork(bytes)
    expect(comparable(loadNetwork(writeNetwork(network)))).toEqual(comparable(network))
  })
})

function withMain(network: Network, changes: Partial<Subgraph>): Network {
  const { name, tensors, operators, inputs, outputs } = network
  const main = { name, tensors, operators, inputs, outputs, ...changes }
  return { ...network, ...main, subgraphs: [main] }
}

function vector(length: number): Tensor {
  return {
    name: 'vector',
    shape: [length],
    shapeSignature: undefined,
    type: 'UINT8',
    quantisation: undefined,
    constant: undefined,
    isVariable: false,
    hasRank: false,
    sparsity: undefined,
  }
}

/** The file at the start of a buffer of its own, so that a view's offset is its place in the file. */
function writtenCopy(network: Network): Uint8Array {
  return writeNetwork(network).slice()
}

function inlineConstants({ subgraphs, metadata }: Network): Uint8Array[] {
  const constants = subgraphs.flatMap(({ tensors }) =>
    tensors.flatMap(({ constant }) => (constant?.kind === 'inline' ? [constant.bytes] : [])),
  )
  return [...constants, ...metadata.map(({ bytes }) => bytes).filter(({ length }) => length > 0)]
}

function offsetOf(constant: Constant | undefined): number | undefined {
  return constant?.kind === 'inline' ? constant.bytes.byteOffset : undefined
}
