import type { Executable } from '../model/edgetpu/executable.ts'
import type { TensorType } from '../model/tflite/schema.ts'
import type { ParameterStorage } from './cache.ts'
import type { CacheUse } from './cache-use.ts'
import type { Figure } from './figure.ts'
import type { Placement } from './placement.ts'
import type { Properties } from './properties.ts'

/** What can be said of a network without running it. */
export interface Analysis {
  /** `compiled` models hold operators that the Edge TPU compiler has folded into one. */
  readonly format: 'plain' | 'compiled'
  readonly operators: readonly OperatorAnalysis[]
  readonly totals: Totals
  /** Undefined where a part of the model could not be read: no estimate can stand on a part. */
  readonly properties: Properties | undefined
  /** What the compiler made of a compiled model; undefined for plain models and where it could not be read. */
  readonly executable: Executable | undefined
  /** What it does to the parameter cache of a device that it shares with other models. */
  readonly cacheUse: CacheUse
  /** What the reader of the figures must know of their limits, as sentences. */
  readonly notes: readonly string[]
}

export interface OperatorAnalysis {
  /** Place in the main subgraph, from 0. */
  readonly index: number
  /** Kind, or a custom operator's own name. */
  readonly kind: string
  /** Name and shape of the first output. */
  readonly output: string
  readonly shape: readonly number[]
  /** Type of the first output. */
  readonly type: TensorType | null
  /** Shapes of the activations that it reads. */
  readonly inputShapes: readonly (readonly number[])[]
  /** Shape of its weights, where it has some; of a convolution the filters come first. */
  readonly weightShape: readonly number[]
  readonly placement: Placement
  /** Null for a compiled operator, which does not tell; so is the next where it could not be read. */
  readonly macs: number | null
  /** Steps of the busiest tile; 0 on the CPU. */
  readonly tensorSteps: number | null
  /** Whether the rule behind `tensorSteps` was checked against compiled models. */
  readonly isStepRuleChecked: boolean
  /** Bytes of the parameters as they are sent, and as they lie on the chip. */
  readonly parameterPayloadBytes: number | null
  readonly parameterOnChipBytes: number | null
  /** Whether the rule behind the parameter bytes was checked against compiled models. */
  readonly isParameterRuleChecked: boolean
  readonly parameterStorage: ParameterStorage
  /** Whether a shape of its tensors is known only at run time: what the file has in its place is counted. */
  readonly isDynamic: boolean
  /** Bytes of the activations that it writes. */
  readonly activationBytes: number
  /** Elements that it reads and writes on the CPU, as far as they are costed; 0 on the Edge TPU. */
  readonly cpuElements: number
}

/** Null: unknown, because a compiled operator does not tell or could not be read. */
export interface Totals {
  readonly operators: number
  readonly cpuOperators: number
  readonly macs: Figure | null
  readonly tensorSteps: Figure | null
  /** Parameters of the operators on the Edge TPU, as the compiled model holds them. */
  readonly parameterPayloadBytes: Figure | null
  /** The same as the compiler's log counts them: on the chip ... */
  readonly cachedBytes: Figure | null
  /** ... and sent at every inference. */
  readonly streamedBytes: Figure | null
  /** Parameters and instructions that fill the cache: sent before the first inference, and after another model ran. */
  readonly reloadBytes: Figure | null
  readonly peakActivationBytes: Figure | null
  readonly toDeviceBytes: Figure
  readonly fromDeviceBytes: Figure
  readonly instructionBytes: Figure | null
}

/** The totals of a plain model, all of which are known. */
export type PlainTotals = { readonly [Name in keyof Totals]: NonNullable<Totals[Name]> }

/** Whether an operator runs on the Edge TPU. */
export function isOnDevice({ placement }: OperatorAnalysis): boolean {
  return placement.device === 'edgetpu'
}
