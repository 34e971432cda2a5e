import { between, exactly, type Figure } from './figure.ts'

/** What the size of the instruction stream is estimated from: the operators that run on the Edge TPU. */
export interface MappedWork {
  readonly operators: number
  readonly softmaxOperators: number
  /** Bytes of all activations that mapped operators write. */
  readonly writtenActivationBytes: number
}

/**
 * Fitted by hand on the instruction sizes of thirteen decoded models of 3 to 98 operators (MobileNet v1 and v2,
 * PoseNet, BodyPix, DeepLab, MoveNet, a split; compilations of 2020 and 2021), which are 0.8 to 2.1 times what it
 * gives: the compiler unrolls large images in a way that is not known. The range covers all of them.
 */
const bytesOfAny = 20_000
const bytesPerOperator = 1_000
const bytesPerWrittenByte = 0.005
const lowFactor = 0.8
const highFactor = 2.2

/**
 * What a SOFTMAX adds from the compilers of 2021 on: 124,320 B on MobileNet v1 0.25 and 130,160 B on 0.5, against the
 * same networks compiled in 2020. Earlier compilers add nothing of note.
 */
export const softmaxInstructionBytes = 127_240

/**
 * Bytes of the instructions that are sent at every inference. They depend on the compiler's release by up to a factor
 * of four, so this is a rough figure with a wide range, for a compiler of 2021 or later.
 */
export function estimateInstructionBytes({ operators, softmaxOperators, writtenActivationBytes }: MappedWork): Figure {
  if (operators === 0) return exactly(0)
  const base = bytesOfAny + operators * bytesPerOperator + writtenActivationBytes * bytesPerWrittenByte
  const softmax = softmaxOperators * softmaxInstructionBytes
  return between(Math.round(base * lowFactor), Math.round(base + softmax), Math.round(base * highFactor + softmax))
}
