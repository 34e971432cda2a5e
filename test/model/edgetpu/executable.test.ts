import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Executable, readExecutable } from '../../../src/model/edgetpu/executable.ts'
import {
  LayerTag,
  multiExecutablePrograms,
  PackageField,
  packageIdentifier,
} from '../../../src/model/edgetpu/schema.ts'
import { FlatBufferBuilder } from '../../../src/model/flatbuffer/builder.ts'
import {
  type PlannedLayer,
  type PlannedPackage,
  type PlannedProgram,
  writeCustomOptions,
  writePackage,
  writeProgram,
} from '../../support/compiled-package.ts'
import { flexMap } from '../../../src/model/edgetpu/write-flex-map.ts'
import { instructionStream } from '../../support/instruction-stream.ts'
import { madeUpCaching, madeUpExecution, madeUpPackage, programType } from '../../support/made-up-package.ts'

const whole = writePackage(madeUpPackage)
const layer = { name: 'layer', sizeBytes: 8, shape: [1, 1, 8] } as const
const nothing = { bytes: 0, count: 0 }

describe('an executable', () => {
  const executable = readExecutable(writeCustomOptions(madeUpPackage))

  it('says where it comes from and what it is for', () => {
    expect(executable).toMatchObject({
      minRuntimeVersion: 13,
      compilerVersion: 'cl/1',
      modelIdentifier: 'made up',
      optionKeys: ['1', '4', '5', '6', '7'],
      executionPreference: -1,
      chip: 'beagle',
      chipIds: [18],
      programTypes: ['EXECUTION_ONLY', 'PARAMETER_CACHING'],
      batchSize: 1,
    } satisfies Partial<Executable>)
  })

  it('tells apart what is cached and what is sent at each inference', () => {
    expect(executable).toMatchObject({
      cachedParameterBytes: 1024,
      streamedParameterBytes: 64,
      cachingToken: '0xfedcba9876543210',
      instructionBytes: 592,
      instructionChunks: 2,
      cachingInstructionBytes: 48,
      cachingInstructionChunks: 1,
      cachingEstimatedCycles64: 77,
    } satisfies Partial<Executable>)
  })

  it('sums up its transfers by kind and direction', () => {
    expect(executable.dma).toEqual({
      output: { in: nothing, out: { bytes: 264, count: 2 } },
      input: { in: { bytes: 768, count: 1 }, out: nothing },
      parameters: { in: { bytes: 64, count: 1 }, out: nothing },
      scratch: { in: { bytes: 32, count: 1 }, out: { bytes: 32, count: 1 } },
    })
    expect(executable.instructionDma).toEqual({ bytes: 592, count: 2 })
    expect(executable).toMatchObject({ fences: 1, interrupts: 1, isFullyDeterministic: true })
  })

  it('has its layers', () => {
    const common = { quantisation: { zeroPoint: 128, factor: 0.5 }, executionsPerInference: 1, isCachedOnDram: false }
    const input = { name: 'input', sizeBytes: 768, shape: { y: 16, x: 16, z: 3 }, ranges: [[0, 15], [0, 15], [0, 2]] }
    const map = { name: 'map', sizeBytes: 256, shape: { y: 8, x: 8, z: 4 }, ranges: [[0, 7], [0, 7], [0, 3]] }
    const label = { name: 'class', sizeBytes: 8, shape: { y: 1, x: 1, z: 5 }, ranges: [[0, 0], [0, 0], [0, 4]] }
    expect(executable.inputLayers).toEqual([{ ...common, ...input, type: 'FIXED_POINT8', relayout: 'none' }])
    expect(executable.outputLayers).toEqual([
      { ...common, ...map, type: 'SIGNED_FIXED_POINT8', relayout: 'tiles' },
      { ...common, ...label, type: 'UNKNOWN_77', relayout: 'none' },
    ])
  })

  it('has its memory, its cycles and its decoded work', () => {
    expect(executable).toMatchObject({
      scratchBytes: 32,
      narrowBytesPerTile: 4096,
      estimatedCycles: 2 ** 33,
      estimatedCycles32: 10,
      estimatedCycles64: 2 ** 33,
      tensorSteps: { busiestTile: 6272, meanTile: 6272 },
      poolSteps: { busiestTile: 16, meanTile: 4 },
      decodedInstructions: 5,
      decodedTensorOperations: 2,
      decoding: { kind: 'complete' },
    } satisfies Partial<Executable>)
  })

  it('is data that JSON keeps whole', () => {
    expect(JSON.parse(JSON.stringify(executable))).toEqual(executable)
  })

  it('caches nothing where its only program stands alone', () => {
    const alone = readPrograms([{ ...madeUpExecution, type: programType.standAlone, estimatedCycles64: 0n }])
    expect(alone).toMatchObject({
      programTypes: ['STAND_ALONE'],
      cachedParameterBytes: 0,
      cachingInstructionBytes: 0,
      cachingToken: undefined,
      streamedParameterBytes: 64,
      estimatedCycles: 10,
      estimatedCycles64: undefined,
    } satisfies Partial<Executable>)
  })

  it('stands alone where it has programs of all three types, as for the driver', () => {
    const all = readPrograms([{ parameters: new Uint8Array(500) }, madeUpCaching, madeUpExecution])
    expect(all).toMatchObject({ cachedParameterBytes: 0, streamedParameterBytes: 500 })
  })

  it('says where its instructions cannot be decoded', () => {
    const chunks = [instructionStream([0x20], [])]
    const { decoding, decodedInstructions } = readPrograms([{ chunks }])
    expect(decoding).toEqual({ kind: 'cut-short', chunk: 0, byte: 16 })
    expect(decodedInstructions).toBe(1)
  })
})

describe('any executable', () => {
  const sizes = fc.nat(2 ** 31 - 1)
  const arbitraryHint = fc.oneof(
    fc.record({ kind: fc.nat(3), direction: fc.nat(1), bytes: sizes }),
    fc.constantFrom('fence' as const, 'interrupt' as const),
  )

  it('has the sums of the hints it was written with', () => {
    fc.assert(
      fc.property(fc.array(arbitraryHint, { maxLength: 30 }), fc.boolean(), (hints, isFullyDeterministic) => {
        const { dma, fences, interrupts, ...rest } = readPrograms([{ hints, isFullyDeterministic }])
        const data = hints.filter((hint) => typeof hint === 'object')
        const totalOf = (kind: number, direction: number): unknown => {
          const ofKind = data.filter((hint) => hint.kind === kind && hint.direction === direction)
          return { bytes: ofKind.reduce((sum, { bytes }) => sum + bytes, 0), count: ofKind.length }
        }
        const totals = Object.values(dma).map((ofKind) => [ofKind.in, ofKind.out])
        expect(totals).toEqual([0, 1, 2, 3].map((kind) => [totalOf(kind, 0), totalOf(kind, 1)]))
        expect(fences).toBe(hints.filter((hint) => hint === 'fence').length)
        expect(interrupts).toBe(hints.filter((hint) => hint === 'interrupt').length)
        expect(rest.isFullyDeterministic).toBe(isFullyDeterministic)
      }),
    )
  })

  it('has the sizes, layers and token it was written with', () => {
    const lengths = fc.integer({ min: 1, max: 999 })
    const arbitraryLayer = fc.record({
      name: fc.string({ maxLength: 8 }),
      sizeBytes: sizes,
      shape: fc.tuple(lengths, lengths, lengths),
      isTiled: fc.boolean(),
    })
    const arbitraryPlan = fc.record({
      scratchBytes: sizes,
      narrowBytesPerTile: sizes,
      estimatedCycles64: fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }),
      cachingToken: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      parameters: fc.uint8Array({ maxLength: 99 }),
      outputs: fc.array(arbitraryLayer, { maxLength: 4 }),
    })
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const roles = [{ ...plan, type: programType.caching }, { ...plan, type: programType.execution }]
        const { outputLayers, ...executable } = readPrograms(roles)
        expect(executable).toMatchObject({
          scratchBytes: plan.scratchBytes,
          narrowBytesPerTile: plan.narrowBytesPerTile,
          estimatedCycles: Number(plan.estimatedCycles64),
          cachingToken: `0x${plan.cachingToken.toString(16).padStart(16, '0')}`,
          cachedParameterBytes: plan.parameters.length,
          streamedParameterBytes: plan.parameters.length,
        } satisfies Partial<Executable>)
        expect(outputLayers).toMatchObject(
          plan.outputs.map(({ name, sizeBytes, shape: [y, x, z], isTiled }) => ({
            name,
            sizeBytes,
            shape: { y, x, z },
            relayout: isTiled ? 'tiles' : 'none',
          })),
        )
      }),
    )
  })
})

describe('a package that is no good', () => {
  it.each<[string, PlannedPackage, string, string]>([
    ['has another format', { ...madeUpPackage, identifier: 'DWN2' }, 'model/unsupported', 'identifier "DWN1"'],
    ['is for several chips', { ...madeUpPackage, virtualChipId: -1 }, 'model/unsupported', 'several Edge TPUs'],
    ['is for another chip', packageOf({ chip: 'other' }), 'model/unsupported', 'another chip'],
    ['has no program', { programs: [] }, 'model/corrupt', '0 programs'],
    ['has four programs', { programs: [{}, {}, {}, {}] }, 'model/corrupt', '4 programs'],
    ['has two programs of a type', { programs: [{}, {}] }, 'model/corrupt', 'STAND_ALONE, STAND_ALONE'],
    ['has half of what caches', { programs: [madeUpExecution] }, 'model/corrupt', 'only'],
    ['has a program of an unknown type', packageOf({ type: 3 }), 'model/corrupt', 'unknown type 3'],
    ['has a negative size', packageOf({ scratchBytes: -1 }), 'model/corrupt', 'scratch memory of -1'],
    ['has negative cycles', packageOf({ estimatedCycles64: -1n }), 'model/corrupt', 'cycles of -1'],
    ['has a negative transfer', hintOf({ kind: 1, direction: 0, bytes: -8 }), 'model/corrupt', 'transfer size of -8'],
    ['has a layer of nine dimensions', outputOf({ dimensions: 9 }), 'model/corrupt', '9 dimensions'],
    ['has an output as input', inputOf({ tag: LayerTag.output }), 'model/corrupt', 'is an output'],
    ['has an input as output', outputOf({ tag: LayerTag.input }), 'model/corrupt', 'is an input'],
    ['sends to nowhere', hintOf({ kind: 1, direction: 2, bytes: 8 }), 'model/corrupt', 'nowhere'],
    ['sends what there is not', hintOf({ kind: 4, direction: 0, bytes: 8 }), 'model/corrupt', 'nowhere'],
    ['sends a chunk that there is not', hintOf({ chunk: 0 }), 'model/corrupt', 'chunk 0 of 0'],
  ])('%s', (_, plan, code, what) => {
    expectRefused(writeCustomOptions(plan), code, what)
  })

  it.each<[string, Uint8Array, string, string]>([
    ['is not there', flexMap({ '1': 0 }), 'model/corrupt', 'no package'],
    ['is a number', flexMap({ '4': 5 }), 'model/corrupt', 'int where a row of bytes'],
    ['is empty', flexMap({ '4': new Uint8Array() }), 'model/unsupported', 'identifier'],
    ['is cut short', flexMap({ '4': whole.subarray(0, 100) }), 'model/corrupt', 'package has 100 bytes'],
    ['is one of two', flexMap({ '4': whole, '7': [1] }), 'model/unsupported', 'more than one'],
    ['has its caching elsewhere', flexMap({ '3': Uint8Array.of(1), '4': whole }), 'model/unsupported', 'more than one'],
    ['has too many options', flexMap(numbered(65)), 'model/corrupt', '65 options'],
    ['is for too many chips', flexMap({ '4': whole, '6': Array(17).fill(18) }), 'model/corrupt', '17 chips'],
  ])('%s', (_, customOptions, code, what) => {
    expectRefused(customOptions, code, what)
  })
})

describe('the work that one package can cause', () => {
  it('ends where a thousand chunks are the same bytes', () => {
    const stream = instructionStream(Array(2000).fill(0x20), [])
    expectRefused(writeCustomOptions(packageOf({ chunks: [stream] }, 1000)), 'model/corrupt', 'so often')
  })

  it('is shared by programs that are the same bytes', () => {
    const hints = Array(1300).fill('fence')
    const program = writeProgram({ hints })
    const once = flexMap({ '4': packageOfParts(program, 1) })
    expect(readExecutable(once).fences).toBe(1300)
    const thrice = flexMap({ '4': packageOfParts(program, 3) })
    expectRefused(thrice, 'model/corrupt', 'so often')
  })
})

function readPrograms(programs: readonly PlannedProgram[]): Executable {
  return readExecutable(writeCustomOptions({ programs }))
}

function packageOf(program: PlannedProgram, copiesOfChunks = 1): PlannedPackage {
  return { programs: [{ ...program, copiesOfChunks }] }
}

function hintOf(hint: NonNullable<PlannedProgram['hints']>[number]): PlannedPackage {
  return packageOf({ hints: [hint] })
}

function inputOf(changes: Partial<PlannedLayer>): PlannedPackage {
  return packageOf({ inputs: [{ ...layer, ...changes }] })
}

function outputOf(changes: Partial<PlannedLayer>): PlannedPackage {
  return packageOf({ outputs: [{ ...layer, ...changes }] })
}

function numbered(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}`, 0]))
}

/** A package whose programs are all the same bytes. */
function packageOfParts(program: Uint8Array, count: number): Uint8Array {
  const list = new FlatBufferBuilder(1024)
  const part = list.bytes(program, 16)
  const copies = list.tables(Array(count).fill(part))
  const programs = list.finish(list.table([[multiExecutablePrograms, 'part', copies]]), '')
  const file = new FlatBufferBuilder(1024)
  return file.finish(file.table([[PackageField.multiExecutable, 'part', file.bytes(programs, 16)]]), packageIdentifier)
}

function expectRefused(customOptions: Uint8Array, code: string, what: string): void {
  const error = expect.objectContaining({ code, what: expect.stringContaining(what) })
  expect(() => readExecutable(customOptions)).toThrow(error)
}
