import { PreciousError } from '../../errors.ts'
import { FlatBufferBuilder, type Offset } from '../flatbuffer/builder.ts'
import type { Metadata, NamedTensor, Network, Operator, Signature, Subgraph, Tensor } from '../network.ts'
import { codeOfKind, placeholderCode } from '../operators.ts'
import {
  bufferAlignment,
  fileIdentifier,
  MetadataField,
  ModelField,
  OperatorCodeField,
  OperatorField,
  schemaVersion,
  SignatureField,
  SubgraphField,
  TensorMapField,
} from './schema.ts'
import { BufferTable } from './write-buffers.ts'
import { writeOptions } from './write-options.ts'
import { writeTensor } from './write-tensor.ts'

/** Offsets in a FlatBuffer are 32-bit, and signed where they lead backwards. */
const largestFileBytes = 2 ** 31 - 1

/**
 * Writes a network as a TFLite file of schema version 3. The same network gives the same bytes. Constants lie on
 * 16-byte boundaries, and those that are views on the same bytes are stored once.
 * @returns the file, as a view on a buffer that may be somewhat larger
 * @throws PreciousError `model/unsupported` for what this version read without understanding it (an operator's options,
 * a quantisation), and for more than 2 GiB
 */
export function writeNetwork(network: Network): Uint8Array {
  const buffers = new BufferTable(network)
  const codes = new CodeTable(network)
  const file = new FlatBufferBuilder(capacityBytes(network, buffers))
  const bufferVector = buffers.write(file)
  const subgraphs = network.subgraphs.map((graph) => writeSubgraph(file, buffers, codes, graph))
  const { description } = network
  const model = file.table([
    [ModelField.version, 'int32', schemaVersion],
    [ModelField.operatorCodes, 'part', codes.write(file)],
    [ModelField.subgraphs, 'part', file.tables(subgraphs)],
    [ModelField.description, 'part', description === undefined ? undefined : file.string(description)],
    [ModelField.buffers, 'part', bufferVector],
    [ModelField.metadata, 'part', writeMetadata(file, buffers, network.metadata)],
    [ModelField.signatureDefs, 'part', writeSignatures(file, network.signatures)],
  ])
  return file.finish(model, fileIdentifier)
}

type OperatorCode = Pick<Operator, 'kind' | 'customCode' | 'version'>

/** The distinct operator codes of a network, in the order of their first use. */
class CodeTable {
  readonly #codes: OperatorCode[] = []
  readonly #indices = new Map<string, number>()

  constructor(network: Network) {
    for (const { operators } of network.subgraphs) {
      for (const operator of operators) {
        const key = keyOfCode(operator)
        if (!this.#indices.has(key)) this.#indices.set(key, this.#codes.push(operator) - 1)
      }
    }
  }

  indexOf(code: OperatorCode): number {
    return this.#indices.get(keyOfCode(code)) ?? 0
  }

  write(file: FlatBufferBuilder): Offset {
    return file.tables(
      this.#codes.map(({ kind, customCode, version }) => {
        const code = codeOfKind(kind)
        return file.table([
          [OperatorCodeField.deprecatedBuiltinCode, 'int8', Math.min(code, placeholderCode)],
          [OperatorCodeField.customCode, 'part', customCode === undefined ? undefined : file.string(customCode)],
          [OperatorCodeField.version, 'int32', version, 1],
          [OperatorCodeField.builtinCode, 'int32', code],
        ])
      }),
    )
  }
}

function keyOfCode({ kind, customCode, version }: OperatorCode): string {
  return JSON.stringify([kind, version, customCode])
}

function writeSubgraph(file: FlatBufferBuilder, buffers: BufferTable, codes: CodeTable, graph: Subgraph): Offset {
  const { name, tensors, operators, inputs, outputs } = graph
  return file.table([
    [SubgraphField.tensors, 'part', file.tables(tensors.map((tensor) => writeTensor(file, buffers, tensor)))],
    [SubgraphField.inputs, 'part', file.int32s(inputs)],
    [SubgraphField.outputs, 'part', file.int32s(outputs)],
    [SubgraphField.operators, 'part', file.tables(operators.map((operator) => writeOperator(file, codes, operator)))],
    [SubgraphField.name, 'part', name === undefined ? undefined : file.string(name)],
  ])
}

function writeOperator(file: FlatBufferBuilder, codes: CodeTable, operator: Operator): Offset {
  const { customOptions, intermediates, mutatingVariableInputs } = operator
  // An empty vector of custom options makes the TFLite interpreter complain about builtin operators.
  const hasCustomOptions = customOptions !== undefined && customOptions.length > 0
  return file.table([
    [OperatorField.opcodeIndex, 'int32', codes.indexOf(operator)],
    [OperatorField.inputs, 'part', file.int32s(operator.inputs)],
    [OperatorField.outputs, 'part', file.int32s(operator.outputs)],
    ...writeOptions(file, operator.options),
    [OperatorField.customOptions, 'part', hasCustomOptions ? file.bytes(customOptions, bufferAlignment) : undefined],
    [
      OperatorField.mutatingVariableInputs,
      'part',
      mutatingVariableInputs.length > 0 ? file.bools(mutatingVariableInputs) : undefined,
    ],
    [OperatorField.intermediates, 'part', intermediates.length > 0 ? file.int32s(intermediates) : undefined],
  ])
}

function writeMetadata(
  file: FlatBufferBuilder,
  buffers: BufferTable,
  metadata: readonly Metadata[],
): Offset | undefined {
  if (metadata.length === 0) return undefined
  return file.tables(
    metadata.map(({ name, bytes }) =>
      file.table([
        [MetadataField.name, 'part', file.string(name)],
        [MetadataField.buffer, 'int32', buffers.indexOf(bytes)],
      ]),
    ),
  )
}

function writeSignatures(file: FlatBufferBuilder, signatures: readonly Signature[]): Offset | undefined {
  if (signatures.length === 0) return undefined
  return file.tables(
    signatures.map(({ key, subgraph, inputs, outputs }) =>
      file.table([
        [SignatureField.inputs, 'part', writeNames(file, inputs)],
        [SignatureField.outputs, 'part', writeNames(file, outputs)],
        [SignatureField.key, 'part', file.string(key)],
        [SignatureField.subgraph, 'int32', subgraph],
      ]),
    ),
  )
}

function writeNames(file: FlatBufferBuilder, tensors: readonly NamedTensor[]): Offset {
  return file.tables(
    tensors.map(({ name, tensor }) =>
      file.table([
        [TensorMapField.name, 'part', file.string(name)],
        [TensorMapField.tensor, 'int32', tensor],
      ]),
    ),
  )
}

/** A size that the file will hardly exceed, so that its constants are copied once. */
function capacityBytes(network: Network, buffers: BufferTable): number {
  const structure = network.subgraphs.reduce(
    (sum, { tensors, operators }) =>
      sum + tensors.reduce((bytes, tensor) => bytes + tensorBytes(tensor), 0) + operators.length * operatorBytes,
    smallestCapacityBytes,
  )
  const bytes = Math.ceil((buffers.capacityBytes + structure) / bufferAlignment) * bufferAlignment
  if (bytes <= largestFileBytes) return bytes
  throw new PreciousError('model/unsupported', {
    what: `the network needs about ${bytes} bytes, but a TFLite file holds at most ${largestFileBytes}`,
    hint: 'Split the network or make it smaller',
  })
}

const smallestCapacityBytes = 4096
const operatorBytes = 256

/** A tensor's table, its name in UTF-8, and its quantisation: three 32-bit vectors and a 64-bit one. */
function tensorBytes({ name, quantisation }: Tensor): number {
  return 256 + 3 * name.length + 20 * (quantisation?.scale.length ?? 0)
}
