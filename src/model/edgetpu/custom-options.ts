import { PreciousError } from '../../errors.ts'
import { corrupt } from '../flatbuffer/corrupt.ts'
import type { WorkBudget } from '../flatbuffer/work-budget.ts'
import { type FlexView, readFlexBuffer } from './flexbuffer.ts'

/** Name of the one operator that stands for all that is compiled. Source: libedgetpu, `tflite/public/edgetpu.h`. */
export const edgetpuOperator = 'edgetpu-custom-op'

/** Keys of the operator's options. Source: libedgetpu, `tflite/custom_op_data.cc`. */
const optionKey = {
  version: '1',
  chipName: '2',
  cachingProgram: '3',
  package: '4',
  executionPreference: '5',
  chipIds: '6',
  otherPackages: '7',
} as const

/** More keys than any compiler will write; it bounds the memory that a made-up map can cause. */
const mostKeys = 64

/** Chips that one model may be compiled for at most; all that are known name one. */
const mostChips = 16

/** The options of an `edgetpu-custom-op`. */
export interface CustomOptions {
  /** All keys, in the order of the file. */
  readonly keys: readonly string[]
  readonly version: number | undefined
  /** Deprecated; only the oldest files have it. */
  readonly chipName: string | undefined
  readonly executionPreference: number | undefined
  /** Numbers of the kinds of chip it is compiled for, such as 18. */
  readonly chipIds: readonly number[]
  /** The serialised package, as a view on the file. */
  readonly package: Uint8Array
}

/**
 * Reads the options of an `edgetpu-custom-op`.
 * @throws PreciousError `model/corrupt`, or `model/unsupported` for a model in several packages
 */
export function readCustomOptions(bytes: Uint8Array, budget: WorkBudget): CustomOptions {
  const root = readFlexBuffer(bytes, budget)
  if (root.length > mostKeys) throw corrupt(`its Edge TPU operator has ${root.length} options`)
  const options = root.entries()
  const packageBytes = options.get(optionKey.package)?.bytes()
  if (packageBytes === undefined) throw corrupt('its Edge TPU operator has no package')
  refuseOtherParts(options)
  const chipName = options.get(optionKey.chipName)
  return {
    keys: [...options.keys()],
    version: integerOf(options.get(optionKey.version)),
    chipName: chipName && new TextDecoder().decode(chipName.bytes()),
    executionPreference: integerOf(options.get(optionKey.executionPreference)),
    chipIds: readChipIds(options.get(optionKey.chipIds)),
    package: packageBytes,
  }
}

/** What is in other places would be missing from every total. */
function refuseOtherParts(options: ReadonlyMap<string, FlexView>): void {
  const cachingBytes = options.get(optionKey.cachingProgram)?.bytes().length ?? 0
  const others = options.get(optionKey.otherPackages)?.length ?? 0
  if (cachingBytes === 0 && others === 0) return
  throw new PreciousError('model/unsupported', {
    what: 'the model is compiled into more than one Edge TPU package',
    hint: 'Compile it for a single Edge TPU with a current compiler',
  })
}

function readChipIds(ids: FlexView | undefined): number[] {
  const count = ids?.length ?? 0
  if (count > mostChips) throw corrupt(`its Edge TPU operator names ${count} chips`)
  return Array.from({ length: count }, (_, index) => integerOf(ids?.at(index)) ?? 0)
}

function integerOf(value: FlexView | undefined): number | undefined {
  return value && Number(value.integer())
}
