import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instructionBytes, Opcode } from '../../../src/model/edgetpu/instruction-set.ts'
import { decodeInstructions } from '../../../src/model/edgetpu/instructions.ts'
import type { TensorOperation } from '../../../src/model/edgetpu/tensor-operation.ts'
import { compiledModels } from '../../support/compiled-models.ts'
import { instructionStream, tensorInstruction } from '../../support/instruction-stream.ts'
import { describeWithShared } from '../../support/shared.ts'
import { runningChunks } from '../../support/running-chunks.ts'

const allTiles = 0xffff
const unknownOpcode = 0x09
const once = [1, 1, 1, 1, 1, 1, 1, 1] as const

const arbitraryOperation = fc.record({
  opcode: fc.constantFrom(Opcode.tensor, Opcode.pool),
  tileMask: fc.nat(allTiles),
  loops: fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1)), { minLength: 8, maxLength: 8 }),
})

describe('a stream of instructions', () => {
  it('has the steps of its operations on the tiles of their masks', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOperation, { maxLength: 12 }), (operations) => {
        const { tensor, pool, ending } = decodeInstructions([instructionStream(operations.map(tensorInstruction))])
        const stepsOf = (wanted: number): number[] =>
          Array.from({ length: 16 }, (_, tile) =>
            operations
              .filter(({ opcode, tileMask }) => opcode === wanted && tileMask & (1 << tile))
              .reduce((sum, { loops }) => sum + loops.reduce((product, runs) => product * runs, 1), 0),
          )
        expect(ending).toEqual({ kind: 'complete' })
        expect(tensor.stepsPerTile).toEqual(stepsOf(Opcode.tensor))
        expect(pool.stepsPerTile).toEqual(stepsOf(Opcode.pool))
        expect(tensor.busiestTileSteps).toBe(Math.max(...stepsOf(Opcode.tensor)))
        expect(tensor.operations + pool.operations).toBe(operations.length)
      }),
    )
  })

  it('has operations whose loops and masks are told one by one', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOperation, { maxLength: 5 }), (operations) => {
        const told: TensorOperation[] = []
        decodeInstructions([instructionStream(operations.map(tensorInstruction))], (operation) => told.push(operation))
        expect(told.map(({ loops, tileMask }) => ({ loops, tileMask }))).toEqual(
          operations.map(({ loops, tileMask }) => ({ loops, tileMask })),
        )
      }),
    )
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('runs loop %i as often as all of its 14 bits say', (index) => {
    const loops = once.map((runs, each) => (each === index ? 16_384 : runs))
    const { tensor } = decodeInstructions([instructionStream([tensorInstruction({ tileMask: 1, loops })])])
    expect(tensor.busiestTileSteps).toBe(16_384)
  })

  it('rounds the mean of its tiles to the nearest step', () => {
    const steps = (runs: number): Uint8Array => tensorInstruction({ tileMask: 1, loops: [runs, ...once.slice(1)] })
    expect(decodeInstructions([instructionStream([steps(7)])]).tensor.meanTileSteps).toBe(0)
    expect(decodeInstructions([instructionStream([steps(8)])]).tensor.meanTileSteps).toBe(1)
  })

  it('counts instructions and their bytes by what they keep busy', () => {
    const stream = instructionStream([0x13, 0x14, 0x14, 0x25, 0x26, 0x27, 0x15, 0x18])
    const { units, count, bytes } = decodeInstructions([stream])
    expect(units).toEqual({
      narrowDma: { count: 1, bytes: 112 },
      wideDma: { count: 2, bytes: 224 },
      parameterDma: { count: 1, bytes: 32 },
      infeed: { count: 1, bytes: 64 },
      outfeed: { count: 1, bytes: 32 },
      mesh: { count: 2, bytes: 192 },
      other: { count: 1, bytes: 16 },
    })
    expect([count, bytes]).toEqual([9, 672])
  })

  it('is complete with every known opcode', () => {
    const opcodes = [...instructionBytes.keys()].filter((opcode) => instructionBytes[opcode] !== 0)
    const known = opcodes.filter((opcode) => opcode !== Opcode.end)
    const { count, ending } = decodeInstructions([instructionStream(known)])
    expect(ending).toEqual({ kind: 'complete' })
    expect(count).toBe(known.length + 1)
  })

  it('may come in chunks that end between instructions, and be padded with zeros', () => {
    const operation = tensorInstruction({ tileMask: 1, loops: [3, ...once.slice(1)] })
    const padded = [...instructionStream([operation]), ...new Uint8Array(48)]
    const chunks = [instructionStream([operation], []), Uint8Array.from(padded), instructionStream([operation])]
    const { tensor, ending } = decodeInstructions(chunks)
    expect(tensor.busiestTileSteps).toBe(9)
    expect(ending).toEqual({ kind: 'complete' })
  })

  it('may start anywhere in memory', () => {
    const stream = instructionStream([tensorInstruction({ tileMask: 1, loops: [5, 2, ...once.slice(2)] })])
    const shifted = new Uint8Array(stream.length + 3)
    shifted.set(stream, 3)
    expect(decodeInstructions([shifted.subarray(3)])).toEqual(decodeInstructions([stream]))
  })
})

describe('a stream that cannot be decoded to its end', () => {
  const operation = tensorInstruction({ tileMask: allTiles, loops: [5, ...once.slice(1)] })
  const good = instructionStream([operation])

  it('says at which unknown opcode it stopped, and what came before', () => {
    const odd = new Uint8Array(16)
    odd[0] = (unknownOpcode << 6) & 0xff
    odd[1] = (unknownOpcode << 6) >> 8
    const { tensor, ending } = decodeInstructions([instructionStream([operation, odd, operation])])
    expect(ending).toEqual({ kind: 'unknown-opcode', chunk: 0, byte: operation.length, opcode: unknownOpcode })
    expect(tensor.busiestTileSteps).toBe(5)
  })

  it.each([
    ['there is no chunk', [], { chunk: 0, byte: 0 }],
    ['there is no end marker', [instructionStream([operation], [])], { chunk: 0, byte: operation.length }],
    ['an instruction is cut', [good, good.subarray(0, 100)], { chunk: 1, byte: 0 }],
    ['a word is cut', [good.subarray(0, operation.length + 5)], { chunk: 0, byte: operation.length }],
    ['a chunk ends within an instruction', [good.subarray(0, 100), good], { chunk: 0, byte: 0 }],
  ])('says where it is cut short: %s', (_, chunks, place) => {
    expect(decodeInstructions(chunks).ending).toEqual({ kind: 'cut-short', ...place })
  })

  it('says where more follows its end', () => {
    const { ending } = decodeInstructions([instructionStream([operation, Opcode.end, operation])])
    expect(ending).toEqual({ kind: 'after-the-end', chunk: 0, byte: operation.length + 16 })
  })

  it('stops where the steps are too many to be counted exactly', () => {
    const endless = tensorInstruction({ tileMask: 1, loops: Array(8).fill(16_384) })
    const { tensor, ending } = decodeInstructions([instructionStream([operation, endless])])
    expect(ending).toEqual({ kind: 'uncountable', chunk: 0, byte: operation.length })
    expect(tensor.busiestTileSteps).toBe(5)
  })
})

describeWithShared('the instructions of real models', () => {
  it('loop as the mapping of their layers says', () => {
    const model = compiledModels().find(({ name }) => name === 'mobilenet_v1_0.5_160_quant_edgetpu.tflite')
    const loops: string[] = []
    decodeInstructions(runningChunks(model?.customOptions ?? new Uint8Array()), (operation) => {
      loops.push(operation.loops.filter((runs) => runs > 1).join(' x '))
    })
    // 3x3 depthwise on 40x40x64: the kernel, the 10x10 positions of each of the 4x4 tiles, and channels by four.
    expect(loops).toContain('9 x 100 x 16')
    // 1x1 from 64 to 128 channels on 20x20: inputs by four, positions, outputs by 64.
    expect(loops).toContain('16 x 25 x 2')
  })
})
