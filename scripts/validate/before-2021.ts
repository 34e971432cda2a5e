import { type Analysis, isOnDevice } from '../../src/analysis/analysis.ts'
import { softmaxInstructionBytes } from '../../src/analysis/instructions.ts'

/** A plain model as compilers before 2021 would have it: they write no instructions of note for a SOFTMAX. */
export function before2021(analysis: Analysis): Analysis {
  const { operators, properties } = analysis
  if (properties === undefined) return analysis
  const softmaxes = operators.filter((operator) => operator.kind === 'SOFTMAX' && isOnDevice(operator)).length
  const less = (bytes: number): number => bytes - softmaxes * softmaxInstructionBytes
  return {
    ...analysis,
    properties: {
      ...properties,
      instructionBytes: less(properties.instructionBytes),
      instructionBytesHigh: less(properties.instructionBytesHigh),
    },
  }
}
