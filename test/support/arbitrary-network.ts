import fc from 'fast-check'
import type {
  Constant,
  Network,
  Operator,
  Quantisation,
  SparseIndices,
  Sparsity,
  Subgraph,
  Tensor,
} from '../../src/model/network.ts'
import { kindOfCode } from '../../src/model/operators.ts'
import {
  type FieldDescription,
  type FieldValue,
  type OperatorOptions,
  optionTables,
  tableOfName,
} from '../../src/model/tflite/options.ts'
import { bitsOfType, tensorTypeOfCode } from '../../src/model/tflite/schema.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 })
const int8 = fc.integer({ min: -128, max: 127 })
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const float32 = fc.float()
const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 })
const safeInteger = fc.maxSafeInteger()

function orNone<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined })
}

function list<T>(arbitrary: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { maxLength })
}

const quantisation: fc.Arbitrary<Quantisation> = fc.record({
  min: list(float32),
  max: list(float32),
  scale: list(float32),
  zeroPoint: list(safeInteger),
  dimension: int32,
  details: orNone(
    fc.record({ kind: fc.constant('blockwise' as const), scales: int32, zeroPoints: int32, blockSize: int32 }),
  ),
})

const sparseIndices: fc.Arbitrary<SparseIndices> = fc.oneof(
  fc.int32Array({ maxLength: 4 }),
  fc.uint16Array({ maxLength: 4 }),
  fc.uint8Array({ maxLength: 4 }),
)

const sparsity: fc.Arbitrary<Sparsity> = fc.record({
  traversalOrder: list(int32),
  blockMap: list(int32),
  dimensions: list(
    fc.record({
      format: fc.constantFrom('dense', 'csr'),
      denseSize: int32,
      segments: orNone(sparseIndices),
      indices: orNone(sparseIndices),
    }),
  ),
})

/** Enough for any shape below, so that any tensor may share it: 3^3 elements of 128 bits. */
const sharedBytes = 3 ** 3 * 16

const shared: readonly Uint8Array[] = [0, 1, 2].map((fill) => new Uint8Array(sharedBytes + fill).fill(fill))

const tensor: fc.Arbitrary<Tensor> = fc
  .record({
    name: text,
    shape: list(fc.nat(3)),
    shapeSignature: orNone(list(fc.integer({ min: -1, max: 3 }))),
    type: fc.nat(30).map(tensorTypeOfCode),
    quantisation: orNone(quantisation),
    isVariable: fc.boolean(),
    hasRank: fc.boolean(),
    sparsity: orNone(sparsity),
    source: fc.oneof(
      fc.constant(undefined),
      fc.record({ kind: fc.constant('shared' as const), index: fc.nat(2) }),
      fc.record({ kind: fc.constant('own' as const), fill: fc.nat(255), extra: fc.nat(20) }),
      fc.record({ kind: fc.constant('external' as const), buffer: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }),
    ),
  })
  .map(({ source, ...rest }) => ({ ...rest, constant: constantFor(rest, source) }))

type Source =
  | { readonly kind: 'shared'; readonly index: number }
  | { readonly kind: 'own'; readonly fill: number; readonly extra: number }
  | { readonly kind: 'external'; readonly buffer: number }
  | undefined

function constantFor({ shape, type }: Pick<Tensor, 'shape' | 'type'>, source: Source): Constant | undefined {
  switch (source?.kind) {
    case undefined:
      return undefined
    case 'external':
      return source
    case 'shared': {
      const buffer = shared[source.index]
      return buffer && { kind: 'inline', bytes: buffer }
    }
    case 'own': {
      const elements = shape.reduce((product, length) => product * length, 1)
      const length = Math.ceil((elements * (bitsOfType(type) ?? 0)) / 8) + source.extra
      return length === 0 ? undefined : { kind: 'inline', bytes: new Uint8Array(length).fill(source.fill) }
    }
  }
}

function fieldValue([, kind]: FieldDescription): fc.Arbitrary<FieldValue> {
  switch (kind) {
    case 'bool':
      return fc.boolean()
    case 'int8':
      return int8
    case 'int32':
      return int32
    case 'uint32':
      return uint32
    case 'int64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    case 'float32':
      return float32
    case 'int32s':
      return orNone(list(int32))
    case 'float32s':
      return orNone(list(float32))
    case 'bytes':
      return orNone(fc.uint8Array({ maxLength: 5 }))
    case 'string':
      return orNone(text)
  }
}

function optionsOfTable(name: string): fc.Arbitrary<OperatorOptions> {
  const fields = tableOfName(name)?.fields ?? []
  const values = Object.fromEntries(fields.map(([field, description]) => [field, fieldValue(description)]))
  // The description that names the fields is the one that the type is derived from.
  return fc.record(values).map((record) => ({ table: name, ...record }) as OperatorOptions)
}

/** Arbitrary values for every option table that the format describes. */
export const everyOptions: fc.Arbitrary<readonly OperatorOptions[]> = fc.tuple(
  ...Object.keys(optionTables).map(optionsOfTable),
)

const options: fc.Arbitrary<OperatorOptions> = fc.constantFrom(...Object.keys(optionTables)).chain(optionsOfTable)

function operatorOf(tensorCount: number): fc.Arbitrary<Operator> {
  const tensorIndices = list(fc.integer({ min: -1, max: tensorCount - 1 }))
  return fc.record({
    kind: fc.nat(260).map(kindOfCode),
    customCode: orNone(text),
    version: int32,
    options: orNone(options),
    customOptions: orNone(bytes),
    inputs: tensorIndices,
    outputs: tensorIndices,
    intermediates: tensorIndices,
    mutatingVariableInputs: list(fc.boolean()),
  })
}

const subgraph: fc.Arbitrary<Subgraph> = list(tensor, 6).chain((tensors) => {
  const indices = list(fc.integer({ min: -1, max: tensors.length - 1 }))
  return fc.record({
    name: orNone(text),
    tensors: fc.constant(tensors),
    operators: list(operatorOf(tensors.length), 6),
    inputs: indices,
    outputs: indices,
  })
})

/** Networks that no runtime would take, with everything that the format can express and we read. */
export const arbitraryNetwork: fc.Arbitrary<Network> = fc
  .array(subgraph, { minLength: 1, maxLength: 3 })
  .chain(([main, ...others]) => {
    if (main === undefined) throw new Error('at least one subgraph is asked for')
    const subgraphs = [main, ...others]
    const signature = fc.nat(subgraphs.length - 1).chain((index) => {
      const last = (subgraphs[index]?.tensors.length ?? 0) - 1
      const names = last < 0 ? fc.constant([]) : list(fc.record({ name: text, tensor: fc.nat(last) }))
      return fc.record({ key: text, subgraph: fc.constant(index), inputs: names, outputs: names })
    })
    return fc.record({
      ...fieldsOf(main),
      description: orNone(text),
      subgraphs: fc.constant(subgraphs),
      signatures: list(signature),
      metadata: list(fc.record({ name: text, bytes: fc.uint8Array({ maxLength: 40 }) })),
    })
  })

function fieldsOf(main: Subgraph): { [Field in keyof Subgraph]: fc.Arbitrary<Subgraph[Field]> } {
  return {
    name: fc.constant(main.name),
    tensors: fc.constant(main.tensors),
    operators: fc.constant(main.operators),
    inputs: fc.constant(main.inputs),
    outputs: fc.constant(main.outputs),
  }
}
