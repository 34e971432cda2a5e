import type { Operator, Subgraph, Tensor } from '../model/network.ts'
import { sumOf } from './sum.ts'
import { ceilDivide, elementsOf, inputAt, roundUp, tensorsAt } from './tensors.ts'

/** Parameters of one operator in the two ways they are counted. */
export interface Parameters {
  /** Bytes that the compiled model holds for them, and that are sent to the device. */
  readonly payloadBytes: number
  /** Bytes that they take in the device's memory, which is what the compiler's log counts. */
  readonly onChipBytes: number
  /** How they are laid out over the tiles. */
  readonly layout: TileLayout
  /** Whether the rule behind the bytes was checked against compiled models. */
  readonly isChecked: boolean
}

/**
 * `spread`: evenly over all tiles. Dense layers keep each group of 64 outputs whole on one tile: `first-tiles` (group g
 * on tile g, compiler 1.0 on uint8, whose narrow chains fill two or three tiles and spill) or `least-loaded` (compiler
 * 16 on int8, by the width sweeps).
 */
export type TileLayout =
  | { readonly kind: 'spread' }
  | { readonly kind: 'first-tiles' | 'least-loaded'; readonly groups: number }

const spread: TileLayout = { kind: 'spread' }

/** What operators on the CPU, and those without constants, have. */
export const noParameters: Parameters = { payloadBytes: 0, onChipBytes: 0, layout: spread, isChecked: true }

/** Inputs that one step multiplies: weights are stored in blocks of four inputs. */
const inputBlock = 4
/** Outputs of one group, the unit of weight storage. */
const groupOutputs = 64
/** Narrow layers are stored in sixteenths up to one group. */
const narrowBlock = 16

/**
 * Bytes that come with each output: bias and, from the compiler that quantises per channel, a scale.
 * Source: payloads decoded from compiled models (uint8: compilers 1.0 to 14.1, int8: 16).
 */
interface Storage {
  readonly bytesPerOutput: number
  /** On-chip prefix of a group of 64 outputs, from the sizes the compiler logs. */
  readonly groupPrefixBytes: number
  /** Bytes beside the taps of a depthwise channel. */
  readonly depthwiseBytesPerChannel: number
  /** Depthwise channels are stored in multiples of this. */
  readonly depthwiseBlock: number
  readonly denseLayout: 'first-tiles' | 'least-loaded'
}

const uint8Storage: Storage = {
  bytesPerOutput: 4,
  groupPrefixBytes: 256,
  depthwiseBytesPerChannel: 4,
  depthwiseBlock: 1,
  denseLayout: 'first-tiles',
}

const int8Storage: Storage = {
  bytesPerOutput: 8,
  groupPrefixBytes: 512,
  depthwiseBytesPerChannel: 16,
  depthwiseBlock: 16,
  denseLayout: 'least-loaded',
}

/**
 * A dense layer without bias holds weights only. Converters leave out a bias of zeros, and the width sweeps of dense
 * layers (Jorgitou98/EdgeTPU-QuantRL-Evaluation), whose biases are zero, come out to the byte this way, the narrow last
 * layer included. Seen on int8; taken to hold for uint8.
 */
const weightsOnly: Storage = { ...int8Storage, bytesPerOutput: 0, groupPrefixBytes: 0 }

/** Bytes of a depthwise tap: the four lanes of a block, of which one is used. */
const bytesPerDepthwiseTap = 4

/**
 * Parameter bytes of an operator on the Edge TPU.
 *
 * The payload was byte-exact on ten decoded uint8 models and within 0.65 % on int8 ones; the on-chip figure follows the
 * KiB values of the compiler's logs.
 */
export function countParameters(graph: Subgraph, operator: Operator): Parameters {
  const weights = inputAt(graph, operator, 1)
  const storage = weights?.type === 'UINT8' ? uint8Storage : int8Storage
  switch (weights?.constant === undefined ? undefined : operator.kind) {
    case 'CONV_2D':
    case 'TRANSPOSE_CONV': {
      const [outputs = 0, height = 0, width = 0, inputs = 0] = weights?.shape ?? []
      const bytes = matrixBytes(height * width * roundUp(inputs, inputBlock), outputs, storage)
      return { ...bytes, layout: spread, isChecked: operator.kind === 'CONV_2D' }
    }
    case 'FULLY_CONNECTED': {
      const [outputs = 0, inputs = 0] = weights?.shape ?? []
      const hasBias = inputAt(graph, operator, 2) !== undefined
      return {
        ...matrixBytes(roundUp(inputs, inputBlock), outputs, hasBias ? storage : weightsOnly),
        layout: { kind: storage.denseLayout, groups: ceilDivide(outputs, groupOutputs) },
        isChecked: true,
      }
    }
    case 'DEPTHWISE_CONV_2D': {
      const [, height = 0, width = 0, channels = 0] = weights?.shape ?? []
      const taps = height * width
      const payloadBytes =
        roundUp(channels, storage.depthwiseBlock) * (bytesPerDepthwiseTap * taps + storage.depthwiseBytesPerChannel)
      return { payloadBytes, onChipBytes: payloadBytes, layout: spread, isChecked: true }
    }
    default:
      return otherParameters(graph, operator)
  }
}

/** Kinds whose constants were part of decoded models that the rules agree with. */
const kindsWithPlainConstants: ReadonlySet<string> = new Set(['ADD', 'SUB', 'MUL'])

/** Constants without a rule of their own count with their plain size. */
function otherParameters(graph: Subgraph, operator: Operator): Parameters {
  const bytes = sumOf(tensorsAt(graph, operator.inputs).filter(isEightBitConstant), elementsOf)
  const isChecked = bytes === 0 || kindsWithPlainConstants.has(operator.kind)
  return { payloadBytes: bytes, onChipBytes: bytes, layout: spread, isChecked }
}

function isEightBitConstant({ constant, type }: Tensor): boolean {
  return constant !== undefined && (type === 'INT8' || type === 'UINT8')
}

function matrixBytes(
  rows: number,
  outputs: number,
  storage: Storage,
): Pick<Parameters, 'payloadBytes' | 'onChipBytes'> {
  const stored = outputs <= groupOutputs ? roundUp(outputs, narrowBlock) : roundUp(outputs, groupOutputs)
  const groups = ceilDivide(outputs, groupOutputs)
  return {
    payloadBytes: rows * stored + storage.bytesPerOutput * stored,
    onChipBytes: groups * (rows * groupOutputs + storage.groupPrefixBytes),
  }
}
