import type { PrintedSize } from './printed-size.ts'

/** What the Edge TPU compiler printed, or wrote into its `.log` file. */
export type CompilerLog = CompiledLog | FailedLog | UnrecognisedLog

/** Undefined in all of these: the text does not say. */
export interface CompiledLog {
  readonly kind: 'compiled'
  /** For instance `16.0.384591198`. */
  readonly version: string | undefined
  /** Time that the compilation took; of several segments, of all together. */
  readonly timeMs: number | undefined
  /** In the order of the log: one, or those that were compiled together, or the segments of one. */
  readonly models: readonly CompiledModel[]
}

export interface FailedLog {
  readonly kind: 'failed'
  readonly version: string | undefined
  /** Lines that complain, each once, in their order; at least one. */
  readonly messages: readonly string[]
}

/** Neither the end of a compilation nor the figures of one are in the text. */
export interface UnrecognisedLog {
  readonly kind: 'unrecognised'
  readonly version: string | undefined
}

/** What a log says of one model. */
export interface CompiledModel {
  /** Path of the model as the compiler was given it. */
  readonly input: string | undefined
  readonly output: string | undefined
  readonly inputSize: PrintedSize | undefined
  readonly outputSize: PrintedSize | undefined
  /** Parameters kept on the chip. */
  readonly cached: PrintedSize | undefined
  /** What is left of the chip's memory for parameters: compilers from 2.1 on print it. */
  readonly cacheRemaining: PrintedSize | undefined
  /** What there is for parameters before any is kept: compilers before 2.1 print it instead. */
  readonly cacheAvailable: PrintedSize | undefined
  /** Parameters sent at every inference. */
  readonly streamed: PrintedSize | undefined
  /** Parts that run on the Edge TPU. */
  readonly subgraphs: number | undefined
  readonly operations: number | undefined
  /** As printed, which is so only where some stay on the CPU, or else counted in a table that lists all. */
  readonly operationsOnEdgeTpu: number | undefined
  readonly operationsOnCpu: number | undefined
  /** Path of the `.log` file. */
  readonly operationLog: string | undefined
  /** The table of operators, in its order; empty where none was printed. */
  readonly operators: readonly LoggedOperator[]
}

/** A row of the table: operators of one kind that fared alike. */
export interface LoggedOperator {
  /** As TFLite names it, for instance `CONV_2D`; `CUSTOM` for every custom operator. */
  readonly kind: string
  readonly count: number
  /** What the compiler says of it, for instance `Mapped to Edge TPU`. */
  readonly status: string
  readonly device: 'edgetpu' | 'cpu'
}
