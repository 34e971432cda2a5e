import type { OperatorKind } from './operators.ts'
import type { OperatorOptions } from './tflite/options.ts'
import type { TensorType } from './tflite/schema.ts'

/** A model as a graph. Its main subgraph's fields are the network's own; `subgraphs` lists all, the main one first. */
export interface Network extends Subgraph {
  readonly description: string | undefined
  readonly subgraphs: readonly Subgraph[]
  readonly signatures: readonly Signature[]
  readonly metadata: readonly Metadata[]
}

export interface Subgraph {
  readonly name: string | undefined
  readonly tensors: readonly Tensor[]
  readonly operators: readonly Operator[]
  /** Indices into `tensors`. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

export interface Tensor {
  readonly name: string
  /** One length per dimension; empty for a scalar. */
  readonly shape: readonly number[]
  /** Like `shape`, with -1 for a dimension known only at run time; absent when all are fixed. */
  readonly shapeSignature: readonly number[] | undefined
  readonly type: TensorType
  readonly quantisation: Quantisation | undefined
  readonly constant: Constant | undefined
  /** Keeps its value between inferences, as the state of a recurrent operator does. */
  readonly isVariable: boolean
  /** Whether the file says that the rank is known; old converters never do. */
  readonly hasRank: boolean
  readonly sparsity: Sparsity | undefined
}

/** Where a constant's bytes are: a view on the file, or in another file that we do not read. */
export type Constant =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | { readonly kind: 'external'; readonly buffer: number }

export interface Quantisation {
  readonly min: readonly number[]
  readonly max: readonly number[]
  /** One entry: per tensor. More: per channel of `dimension`. None: not quantised. */
  readonly scale: readonly number[]
  readonly zeroPoint: readonly number[]
  readonly dimension: number
  readonly details: QuantisationDetails | undefined
}

export type QuantisationDetails =
  | { readonly kind: 'blockwise'; readonly scales: number; readonly zeroPoints: number; readonly blockSize: number }
  | { readonly kind: 'unrecognised'; readonly tag: number }

export interface Sparsity {
  readonly traversalOrder: readonly number[]
  readonly blockMap: readonly number[]
  readonly dimensions: readonly SparseDimension[]
}

export interface SparseDimension {
  readonly format: 'dense' | 'csr'
  readonly denseSize: number
  readonly segments: SparseIndices | undefined
  readonly indices: SparseIndices | undefined
}

export type SparseIndices = Int32Array | Uint16Array | Uint8Array

export interface Operator {
  readonly kind: OperatorKind
  /** Name of a custom operator; undefined for a builtin one. */
  readonly customCode: string | undefined
  readonly version: number
  readonly options: OperatorOptions | undefined
  readonly customOptions: Uint8Array | undefined
  /** Indices into the subgraph's tensors; -1 for an optional input that is left out. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly intermediates: readonly number[]
  readonly mutatingVariableInputs: readonly boolean[]
}

export interface Signature {
  readonly key: string
  readonly subgraph: number
  readonly inputs: readonly NamedTensor[]
  readonly outputs: readonly NamedTensor[]
}

export interface NamedTensor {
  readonly name: string
  readonly tensor: number
}

export interface Metadata {
  readonly name: string
  readonly bytes: Uint8Array
}
