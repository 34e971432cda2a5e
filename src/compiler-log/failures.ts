/** What an operator must be like for the analysis to suspect it of a failure. */
export type Suspicion = 'not-quantised' | 'dynamic' | 'largest-activation' | 'unsure'

/** A text by which compilations fail. */
export interface FailureRule {
  readonly kind: string
  /** Groups `kind` and `index` are the operator that the text names. */
  readonly pattern: RegExp
  /** A sentence without a full stop. */
  readonly explanation: string
  /** What to do, as a sentence without a full stop. */
  readonly hint: string
  /** Which operators to suspect where the text names none. */
  readonly suspicion?: Suspicion
  /** Whether the same model may compile the next time. */
  readonly mayPassLater?: true
}

const notEightBit = 'Quantise the whole model to 8 bits with a representative dataset, its inputs and outputs included'
const tryInterpreter = 'Run the model in the TFLite interpreter first, which says more'
const shrink = 'Make the input smaller, or split the network before its largest tensor'

/**
 * Texts as posted logs of compilers 1.0 to 16 have them, those that say most first: a log has several of them for one
 * cause.
 */
export const failureRules: readonly FailureRule[] = [
  {
    kind: 'not-quantised',
    pattern: /model not quantized/i,
    explanation: 'The model is not quantised, or not as a whole, and the Edge TPU computes in 8 bits only',
    hint: notEightBit,
    suspicion: 'not-quantised',
  },
  {
    kind: 'dynamic-shape',
    pattern: /dynamic-sized tensors/i,
    explanation: 'A shape of the model is known only at run time, and the compiler needs all of them',
    hint: 'Convert the model with a fixed input shape and a batch of 1',
    suspicion: 'dynamic',
  },
  {
    kind: 'custom-operator',
    pattern: /unresolved custom op: *(?<kind>[\w-]+)/i,
    explanation: 'The model has a custom operator that the compiler does not know',
    hint: 'Take the operator out of the model and run it in the application',
  },
  {
    kind: 'operator-version',
    pattern: /didn't find op for builtin opcode '(?<kind>\w+)'/i,
    explanation: 'The model has a newer version of an operator than the compiler knows',
    hint: 'Convert the model with an older TensorFlow, or compile with version 16, the last one, where yours is older',
  },
  {
    kind: 'operator-code',
    pattern: /op builtin_code out of range/i,
    explanation: 'The model has an operator that is newer than the compiler',
    hint: 'Convert the model with an older TensorFlow, or without that operator',
  },
  {
    kind: 'operator-refused',
    pattern: /node number (?<index>\d{1,9}) \((?<kind>[\w-]+)\) failed to (?:prepare|invoke)/i,
    explanation: 'TFLite itself cannot prepare an operator of the model',
    hint: tryInterpreter,
  },
  {
    kind: 'activations',
    pattern: /large activation tensors/i,
    explanation: 'An intermediate result is too large for the memory of the Edge TPU',
    hint: shrink,
    suspicion: 'largest-activation',
  },
  {
    kind: 'time-limit',
    pattern: /^compilation timeout|compilation timed out/i,
    explanation: 'The compiler has given up after its own time limit; large intermediate results are the usual reason',
    hint: `${shrink}; the compiler's option -t gives it more seconds`,
    suspicion: 'largest-activation',
    mayPassLater: true,
  },
  {
    kind: 'exception',
    pattern: /uncaught exception|terminate called|segmentation fault|check failed:/i,
    explanation: 'The compiler has crashed on this model, which is a defect of the compiler',
    hint: 'Run it again; if it crashes each time, leave out operators from the end to find the one that it fails at',
    suspicion: 'unsure',
    mayPassLater: true,
  },
  {
    kind: 'internal',
    pattern: /internal compiler error/i,
    explanation: 'The compiler has failed without a reason; large tensors and unusual operators are known to cause it',
    hint: 'Run it again, since it is known to pass at times; then make the largest tensors smaller',
    suspicion: 'unsure',
    mayPassLater: true,
  },
  {
    kind: 'interpreter',
    pattern: /model failed in tflite interpreter/i,
    explanation: 'TFLite cannot load or prepare the model',
    hint: tryInterpreter,
    suspicion: 'dynamic',
  },
  {
    kind: 'delegate',
    pattern: /restored original execution plan/i,
    explanation: 'The part that was chosen for the Edge TPU could not be compiled, so nothing was mapped',
    hint: `${shrink}; the compiler's option -d looks for a smaller part that compiles`,
    suspicion: 'unsure',
  },
  {
    kind: 'invalid',
    pattern: /^invalid model\b/i,
    explanation: 'The compiler does not take the file for a TFLite model that it can compile',
    hint: tryInterpreter,
    suspicion: 'not-quantised',
  },
  {
    kind: 'unexplained',
    pattern: /^compilation failed\b/i,
    explanation: 'The compiler has failed and gives no reason',
    hint: 'Run it again; then look for operators with large tensors or unusual options',
    suspicion: 'unsure',
    mayPassLater: true,
  },
]

/** By these a log ends that has failed; the others may be of an attempt that was not the last. */
const failureLine =
  /^(?:compilation failed|internal compiler error|invalid model|compilation timeout|model not quantized)\b/i

export function isFailure(line: string): boolean {
  return failureLine.test(line)
}

/** Whether a line says that something is wrong. */
export function isComplaint(line: string): boolean {
  return /^(?:error|fatal):/i.test(line) || failureRules.some(({ pattern }) => pattern.test(line))
}
