import { WorkBudget } from '../flatbuffer/work-budget.ts'
import { type CustomOptions, readCustomOptions } from './custom-options.ts'
import type { DmaHints } from './dma-hints.ts'
import { decodeInstructions, type Instructions } from './instructions.ts'
import type { Layer } from './layer.ts'
import { type Package, readPackage } from './package.ts'
import type { Program, ProgramType } from './program.ts'
import { rolesOf } from './program-roles.ts'

/**
 * What is known of a model that is compiled for the Edge TPU, of which nothing is an estimate but `estimatedCycles`.
 * It is plain data and refers to no bytes of the file.
 */
export interface Executable extends Identity, Caching, Running, Decoded {}

/** Where it comes from and what it is for. */
interface Identity {
  /** Oldest runtime that can run it: 10 to 14 so far. */
  readonly minRuntimeVersion: number
  /** Nearly always the bare `cl/`. */
  readonly compilerVersion: string | undefined
  readonly modelIdentifier: string | undefined
  /** Keys of the operator's options; with `minRuntimeVersion` the best hint at the compiler's release. */
  readonly optionKeys: readonly string[]
  readonly executionPreference: number | undefined
  readonly chip: string
  /** Numbers of the kinds of chip it is compiled for; only newer files have any. */
  readonly chipIds: readonly number[]
  readonly programTypes: readonly ProgramType[]
  readonly batchSize: number
}

/**
 * What is done once, before the first inference. All of it but the token is zero or undefined in models that cache
 * nothing.
 */
interface Caching {
  /** Parameters that are sent once and stay on the chip. */
  readonly cachedParameterBytes: number
  /**
   * 64 bits in hexadecimal, the same in models that were compiled together and do not evict each other. A model that
   * caches nothing may have one too, so that it leaves alone what others cache; undefined where it has none.
   */
  readonly cachingToken: string | undefined
  /** Instructions that are sent once, to fill the cache. */
  readonly cachingInstructionBytes: number
  readonly cachingInstructionChunks: number
  readonly cachingEstimatedCycles64: number | undefined
}

/** What the program says that runs at each inference. */
interface Running {
  /** Parameters that are sent at every inference. */
  readonly streamedParameterBytes: number
  /** Instructions that are sent at every inference. */
  readonly instructionBytes: number
  readonly instructionChunks: number
  /**
   * What an inference moves between host and chip, by kind and direction, as far as the compiler could tell: where it
   * is not fully deterministic, some is missing (an LSTM's outputs are), and the layers have what is.
   */
  readonly dma: DmaHints['data']
  /** Chunks of instructions that an inference moves, each as often as it is sent. */
  readonly instructionDma: DmaHints['instructions']
  readonly fences: number
  readonly interrupts: number
  readonly isFullyDeterministic: boolean
  readonly inputLayers: readonly Layer[]
  readonly outputLayers: readonly Layer[]

  readonly scratchBytes: number
  /** Of each tile's 196,608 bytes of narrow memory. */
  readonly narrowBytesPerTile: number
  /** The compiler's estimate, which leaves out depthwise and element-wise work: no measure of latency. */
  readonly estimatedCycles: number | undefined
  readonly estimatedCycles32: number | undefined
  readonly estimatedCycles64: number | undefined
}

/** What the instructions of that program do. */
interface Decoded {
  /** Tensor steps, of which a tile does one per clock. A lower bound where `decoding` is not complete. */
  readonly tensorSteps: TileSteps
  /** The same of max pooling. */
  readonly poolSteps: TileSteps
  readonly decodedInstructions: number
  /** Tensor and pooling operations. */
  readonly decodedTensorOperations: number
  /** Instructions by the part of the chip that they keep busy. */
  readonly units: Instructions['units']
  /** Whether all instructions were decoded, and if not, where it stopped and why. */
  readonly decoding: Instructions['ending']
}

export interface TileSteps {
  readonly busiestTile: number
  readonly meanTile: number
}

/**
 * Reads what the Edge TPU compiler made of a model.
 * @param customOptions those of the model's `edgetpu-custom-op`. Nothing of the result refers to them.
 * @throws PreciousError `model/corrupt`, or `model/unsupported` for what is compiled for other chips or several
 */
export function readExecutable(customOptions: Uint8Array): Executable {
  const budget = new WorkBudget(customOptions.length)
  const options = readCustomOptions(customOptions, budget)
  const compiled = readPackage(options.package, budget)
  const { caching, running } = rolesOf(compiled.programs)
  // Chunks may all be the same bytes.
  budget.charge(bytesOfChunks(running))
  const instructions = decodeInstructions(running.chunks.map(({ bytes }) => bytes))
  return {
    ...identityOf(options, compiled, running),
    ...cachingOf(caching, running),
    ...runningOf(running),
    ...decodedOf(instructions),
  }
}

function identityOf(options: CustomOptions, compiled: Package, running: Program): Identity {
  return {
    minRuntimeVersion: compiled.minRuntimeVersion,
    compilerVersion: compiled.compilerVersion,
    modelIdentifier: compiled.modelIdentifier,
    optionKeys: options.keys,
    executionPreference: options.executionPreference,
    chip: running.chip,
    chipIds: options.chipIds,
    programTypes: compiled.programs.map(({ type }) => type),
    batchSize: running.batchSize,
  }
}

function cachingOf(caching: Program | undefined, running: Program): Caching {
  return {
    cachedParameterBytes: caching?.parameters.length ?? 0,
    cachingToken: tokenOf(caching ?? (running.cachingToken === 0n ? undefined : running)),
    cachingInstructionBytes: caching === undefined ? 0 : bytesOfChunks(caching),
    cachingInstructionChunks: caching?.chunks.length ?? 0,
    cachingEstimatedCycles64: caching?.estimatedCycles64,
  }
}

function tokenOf(program: Program | undefined): string | undefined {
  return program && `0x${program.cachingToken.toString(16).padStart(16, '0')}`
}

function runningOf(running: Program): Running {
  const { dma, estimatedCycles32, estimatedCycles64 } = running
  return {
    streamedParameterBytes: running.parameters.length,
    instructionBytes: bytesOfChunks(running),
    instructionChunks: running.chunks.length,
    dma: dma.data,
    instructionDma: dma.instructions,
    fences: dma.fences,
    interrupts: dma.interrupts,
    isFullyDeterministic: dma.isFullyDeterministic,
    inputLayers: running.inputLayers,
    outputLayers: running.outputLayers,
    scratchBytes: running.scratchBytes,
    narrowBytesPerTile: running.narrowBytesPerTile,
    estimatedCycles: estimatedCycles64 ?? estimatedCycles32,
    estimatedCycles32,
    estimatedCycles64,
  }
}

function decodedOf({ count, tensor, pool, units, ending }: Instructions): Decoded {
  return {
    tensorSteps: { busiestTile: tensor.busiestTileSteps, meanTile: tensor.meanTileSteps },
    poolSteps: { busiestTile: pool.busiestTileSteps, meanTile: pool.meanTileSteps },
    decodedInstructions: count,
    decodedTensorOperations: tensor.operations + pool.operations,
    units,
    decoding: ending,
  }
}

function bytesOfChunks({ chunks }: Program): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
