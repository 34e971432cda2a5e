import { edgetpuOperator } from '../../src/model/edgetpu/custom-options.ts'
import type { Network, Operator } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { writeCustomOptions } from './compiled-package.ts'
import { madeUpPackage } from './made-up-package.ts'

/**
 * What the compiler would make of a chain of operators: the first of them in one, which holds the made-up package, and
 * the others left on the CPU.
 * @param left how many are left
 */
export function compiledFrom(plain: Network, left = 0): Uint8Array {
  const folded = plain.operators.slice(0, plain.operators.length - left)
  const compiled: Operator = {
    kind: 'CUSTOM',
    customCode: edgetpuOperator,
    version: 1,
    options: undefined,
    customOptions: writeCustomOptions(madeUpPackage),
    inputs: plain.inputs,
    outputs: folded.at(-1)?.outputs ?? [],
    intermediates: [],
    mutatingVariableInputs: [],
  }
  const operators = [compiled, ...plain.operators.slice(folded.length)]
  const [main, ...others] = plain.subgraphs
  if (main === undefined) throw new Error('a network has a main subgraph')
  return writeNetwork({ ...plain, operators, subgraphs: [{ ...main, operators }, ...others] })
}
