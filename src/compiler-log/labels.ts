import type { CompiledModel } from './compiler-log.ts'
import { parsePrintedSize } from './printed-size.ts'

/** What is read of one model while its lines come. */
export type ModelFigures = Partial<Omit<CompiledModel, 'operators'>>

type Read = (value: string) => ModelFigures

const size = (figures: (bytes: ReturnType<typeof parsePrintedSize>) => ModelFigures): Read => (value) =>
  figures(parsePrintedSize(value))

const count = (figures: (count: number | undefined) => ModelFigures): Read => (value) =>
  figures(/^\d{1,9}$/.test(value) ? Number(value) : undefined)

/**
 * What stands before a colon, in lower case, and what the rest says. Compilers 1.0 to 2.0 print what is available,
 * later ones what remains. `Input` and `Output` are of the `.log` file.
 */
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['input model', (input) => ({ input })],
  ['input', (input) => ({ input })],
  ['input size', size((inputSize) => ({ inputSize }))],
  ['output model', (output) => ({ output })],
  ['output', (output) => ({ output })],
  ['output size', size((outputSize) => ({ outputSize }))],
  ['on-chip memory used for caching model parameters', size((cached) => ({ cached }))],
  ['on-chip memory remaining for caching model parameters', size((cacheRemaining) => ({ cacheRemaining }))],
  ['on-chip memory available for caching model parameters', size((cacheAvailable) => ({ cacheAvailable }))],
  ['off-chip memory used for streaming uncached model parameters', size((streamed) => ({ streamed }))],
  ['number of edge tpu subgraphs', count((subgraphs) => ({ subgraphs }))],
  ['total number of operations', count((operations) => ({ operations }))],
  ['number of operations that will run on edge tpu', count((operationsOnEdgeTpu) => ({ operationsOnEdgeTpu }))],
  ['number of operations that will run on cpu', count((operationsOnCpu) => ({ operationsOnCpu }))],
  ['operation log', (operationLog) => ({ operationLog })],
])

/** The figure that a line of the form `label: value` has; undefined where it has none that is known. */
export function figureOf(line: string): ModelFigures | undefined {
  const colon = line.indexOf(':')
  if (colon < 0) return undefined
  const figure = readers.get(line.slice(0, colon).trim().toLowerCase())?.(line.slice(colon + 1).trim())
  return figure !== undefined && Object.values(figure).some((value) => value !== undefined) ? figure : undefined
}
