import { Opcode } from '../../src/model/edgetpu/instruction-set.ts'
import type { PlannedPackage, PlannedProgram } from './compiled-package.ts'
import { instructionStream, tensorInstruction } from './instruction-stream.ts'

/** Codes of the types of programs. */
export const programType = { standAlone: 0, caching: 1, execution: 2 } as const

const convolution = tensorInstruction({ tileMask: 0xffff, loops: [16, 1, 1, 14, 14, 2, 1, 1] })
const pooling = tensorInstruction({ opcode: Opcode.pool, tileMask: 0x000f, loops: [4, 4, 1, 1, 1, 1, 1, 1] })

const chunks = [
  instructionStream([0x3e, convolution], []),
  instructionStream([pooling, 0x21]),
] as const

export const madeUpExecution: PlannedProgram = {
  type: programType.execution,
  chunks,
  parameters: new Uint8Array(64),
  hints: [
    { chunk: 0 },
    { chunk: 1 },
    { kind: 1, direction: 0, bytes: 768 },
    { kind: 2, direction: 0, bytes: 64 },
    'fence',
    { kind: 3, direction: 1, bytes: 32 },
    { kind: 3, direction: 0, bytes: 32 },
    { kind: 0, direction: 1, bytes: 256 },
    { kind: 0, direction: 1, bytes: 8 },
    'interrupt',
  ],
  inputs: [{ name: 'input', sizeBytes: 768, shape: [16, 16, 3] }],
  outputs: [
    { name: 'map', sizeBytes: 256, shape: [8, 8, 4], isTiled: true, dataType: 8 },
    { name: 'class', sizeBytes: 8, shape: [1, 1, 5], dataType: 77 },
  ],
  scratchBytes: 32,
  narrowBytesPerTile: 4096,
  estimatedCycles32: 10,
  estimatedCycles64: 2n ** 33n,
}

export const madeUpCaching: PlannedProgram = {
  type: programType.caching,
  chunks: [instructionStream([0x25])],
  parameters: new Uint8Array(1024),
  estimatedCycles64: 77n,
  cachingToken: 0xfedc_ba98_7654_3210n,
}

/** A package with something in every field that we read. */
export const madeUpPackage: PlannedPackage = { programs: [madeUpExecution, madeUpCaching] }
