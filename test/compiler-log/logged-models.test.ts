import { expect, it } from 'vitest'
import type { CompiledModel } from '../../src/compiler-log/compiler-log.ts'
import { parseCompilerLog } from '../../src/compiler-log/parse.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { readRows } from '../support/table.ts'

type Row = Readonly<Record<string, string>>

/** A row of the table as the compiler of its version prints it, without what the row does not have. */
function printed(row: Row): string {
  const version = /^[\d.]+$/.test(row['compiler_version'] ?? '') ? row['compiler_version'] : ''
  const isOld = row['which'] === 'available'
  const memory = [
    ['On-chip memory used for caching model parameters', row['onchip_used']],
    [`On-chip memory ${row['which']} for caching model parameters`, row['onchip_remaining_or_available']],
  ]
  const lines = [
    ['Input model', row['model']],
    ['Input size', row['input_size']],
    ['Output model', row['model'] && `${row['model']}_edgetpu.tflite`],
    ['Output size', row['output_size']],
    ...(isOld ? memory.toReversed() : memory),
    ['Off-chip memory used for streaming uncached model parameters', row['offchip_streamed']],
    ['Number of Edge TPU subgraphs', row['edgetpu_subgraphs']],
    ['Total number of operations', row['operations_total']],
    ['Operation log', 'model_edgetpu.log'],
    ['Number of operations that will run on Edge TPU', row['ops_edgetpu']],
    ['Number of operations that will run on CPU', row['ops_cpu']],
  ].flatMap(([label, value = '']) => (value === '' ? [] : [`${label}: ${value}`]))
  const head = version === '' ? [] : [`Edge TPU Compiler version ${version}`]
  return [...head, '', 'Model compiled successfully in 113 ms!', '', ...lines, ''].join('\n')
}

const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 1_000, KiB: 1_024, MiB: 1_048_576 }

function bytesOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  return Math.round(Number.parseFloat(text) * (unitBytes[text.replace(/^[\d.]+/, '')] ?? Number.NaN))
}

function countOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text)
}

describeWithShared('logs that were posted in public', () => {
  const rows = readRows(sharedFile('data', 'edgetpu-compiler-logs.csv'))

  it('are there', () => {
    expect(rows).toHaveLength(54)
  })

  it.each(rows.map((row, index) => ({ index, row, name: `${row['model']}, ${row['compiler_version']}` })))(
    '$index: $name is read as it was printed',
    ({ row }) => {
      const log = parseCompilerLog(printed(row))
      const [model]: readonly (CompiledModel | undefined)[] = log.kind === 'compiled' ? log.models : []
      expect(model?.input).toBe(row['model'])
      expect(model?.inputSize?.bytes).toBe(bytesOf(row['input_size']))
      expect(model?.outputSize?.bytes).toBe(bytesOf(row['output_size']))
      expect(model?.cached?.bytes).toBe(bytesOf(row['onchip_used']))
      const left = row['which'] === 'available' ? model?.cacheAvailable : model?.cacheRemaining
      expect(left?.bytes).toBe(bytesOf(row['onchip_remaining_or_available']))
      expect(model?.streamed?.bytes).toBe(bytesOf(row['offchip_streamed']))
      expect(model?.subgraphs).toBe(countOf(row['edgetpu_subgraphs']))
      expect(model?.operations).toBe(countOf(row['operations_total']))
      expect(model?.operationsOnEdgeTpu).toBe(countOf(row['ops_edgetpu']))
      expect(model?.operationsOnCpu).toBe(countOf(row['ops_cpu']))
    },
  )

  it('are read together as they are one by one', () => {
    const log = parseCompilerLog(rows.map(printed).join('\n'))
    const apart = rows.flatMap((row) => {
      const one = parseCompilerLog(printed(row))
      return one.kind === 'compiled' ? one.models : []
    })
    expect(log.kind === 'compiled' && log.models).toEqual(apart)
  })
})
