import type { Analysis } from '../analysis/analysis.ts'
import { formatBytes, formatCount, plural } from './format.ts'

type Executable = NonNullable<Analysis['executable']>
type Unit = keyof Executable['units']
type Row = readonly [label: string, read: (executable: Executable) => string | undefined]

const kinds = ['input', 'parameters', 'scratch', 'output'] as const
const directions = ['in', 'out'] as const

/** Parts of the chip that instructions keep busy. */
const unitNames: Readonly<Record<Unit, string>> = {
  tensor: 'tensor',
  pool: 'pooling',
  activation: 'activation',
  narrowDma: 'narrow DMA',
  wideDma: 'wide DMA',
  parameterDma: 'parameter DMA',
  infeed: 'infeed',
  outfeed: 'outfeed',
  ring: 'ring',
  mesh: 'mesh',
  scalar: 'scalar',
  other: 'other',
}

/** What only a compiled model tells, in the order in which it is shown; undefined is left out. */
const rows: readonly Row[] = [
  ['minimum runtime', ({ minRuntimeVersion }) => String(minRuntimeVersion)],
  ['compiler', ({ compilerVersion }) => compilerVersion],
  ['programs', ({ programTypes }) => programTypes.join(', ')],
  ['caching token', ({ cachingToken }) => cachingToken],
  ['instructions sent once', (one) => chunksOf(one.cachingInstructionBytes, one.cachingInstructionChunks)],
  ['instructions of a run', (one) => chunksOf(one.instructionBytes, one.instructionChunks)],
  ['instructions decoded', decodedWords],
  ...(Object.keys(unitNames) as Unit[]).map((unit): Row => [
    `  ${unitNames[unit]}`,
    ({ units }) => unitWords(units[unit]),
  ]),
  ['tensor and pooling operations', ({ decodedTensorOperations }) => formatCount(decodedTensorOperations)],
  ['steps of the mean tile', ({ tensorSteps }) => formatCount(tensorSteps.meanTile)],
  ['pooling steps', ({ poolSteps }) => formatCount(poolSteps.busiestTile)],
  ['estimated cycles', ({ estimatedCycles }) => optional(estimatedCycles, formatCount)],
  ['scratch', ({ scratchBytes }) => formatBytes(scratchBytes)],
  ['narrow memory of a tile', ({ narrowBytesPerTile }) => formatBytes(narrowBytesPerTile)],
  ...kinds.flatMap((kind) => directions.map((direction): Row => [
    `DMA ${kind} ${direction}`,
    ({ dma }) => transfers(dma[kind][direction]),
  ])),
  ['DMA instructions in', ({ instructionDma }) => transfers(instructionDma)],
  ['fences, interrupts', ({ fences, interrupts }) => `${formatCount(fences)}, ${formatCount(interrupts)}`],
  ['transfers known in advance', ({ isFullyDeterministic }) => (isFullyDeterministic ? 'all' : 'not all')],
]

/** The labels and texts of one or two executables side by side, without the rows that none of them has. */
export function executableRows(executables: readonly (Executable | null)[]): string[][] {
  return rows.flatMap(([label, read]) => {
    const texts = executables.map((executable) => (executable === null ? undefined : read(executable)))
    return texts.every((text) => text === undefined) ? [] : [[label, ...texts.map((text) => text ?? '-')]]
  })
}

function chunksOf(bytes: number, count: number): string | undefined {
  return count === 0 ? undefined : `${formatBytes(bytes)} in ${plural(count, 'chunk')}`
}

function transfers({ bytes, count }: { readonly bytes: number; readonly count: number }): string | undefined {
  return count === 0 ? undefined : `${formatBytes(bytes)} in ${plural(count, 'transfer')}`
}

function decodedWords({ decodedInstructions, decoding }: Executable): string {
  return `${formatCount(decodedInstructions)}, ${decoding.kind === 'complete' ? 'to their end' : 'in part'}`
}

function unitWords(total: Executable['units'][Unit]): string | undefined {
  return total && `${formatCount(total.count)} (${formatBytes(total.bytes)})`
}

function optional(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value)
}
