import type { OperatorAnalysis } from './analysis.ts'

/** The custom operator that detectors end with: it decodes boxes and drops those that overlap, always on the CPU. */
const detectionCode = 'TFLite_Detection_PostProcess'

export function isDetection({ kind }: OperatorAnalysis): boolean {
  return kind === detectionCode
}

/** The scores that it goes through: its second input has one for each anchor and class. */
export function detectionScores(operator: OperatorAnalysis): number {
  const scores = isDetection(operator) ? operator.inputShapes[1] : undefined
  return scores?.reduce((product, length) => product * length, 1) ?? 0
}
