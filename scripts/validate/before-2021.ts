import { softmaxInstructionBytes } from '../../src/analysis/instructions.ts'
import type { Properties } from '../../src/analysis/properties.ts'
import type { Network } from '../../src/model/network.ts'

/** The properties of a network as compilers before 2021 would have it: they write no instructions of note for a SOFTMAX. */
export function before2021(properties: Properties, { operators }: Network): Properties {
  const softmaxes = operators.filter(({ kind }) => kind === 'SOFTMAX').length
  const less = (bytes: number): number => bytes - softmaxes * softmaxInstructionBytes
  return {
    ...properties,
    instructionBytes: less(properties.instructionBytes),
    instructionBytesHigh: less(properties.instructionBytesHigh),
  }
}
