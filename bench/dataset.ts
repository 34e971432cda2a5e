import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { edgeOperations } from '../src/generator/architectures/nas-bench-201-cell.ts'
import { readDataset } from '../src/host/dataset-file.ts'
import { nodeFiles } from '../src/host/files.ts'
import { parseCsv } from '../src/import/csv.ts'
import { importNasBench } from '../src/import/nas-bench-201.ts'
import { datasetText } from '../src/measurement/dataset.ts'
import type { DatasetRow } from '../src/measurement/dataset-row.ts'
import { median } from './support/median.ts'

/**
 * How long reading and checking a dataset of 100,000 rows takes, of rows as `precious import nb201` writes them: median
 * of several runs, and by how much the memory of the process grew. Exits with 1 beyond 2 s or 150 MB. Needs 320 MB on
 * the disk of the temporary folder.
 */
const count = 100_000
const runs = 5
const timeLimitMs = 2_000
/** The file has 320 MB: what grows is garbage that waits for its collector. */
const growthLimitBytes = 150e6

const folder = mkdtempSync(join(tmpdir(), 'precious-dataset-'))
try {
  process.exitCode = await main(join(folder, 'rows.jsonl'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function main(file: string): Promise<number> {
  const importing = performance.now()
  const rows = importedRows()
  console.log(`  ${rows.length} networks of NAS-Bench-201 imported in ${shownSeconds(performance.now() - importing)}`)
  const writing = performance.now()
  await nodeFiles.writeFileAtomically(file, datasetText(repeated(rows)))
  const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`
  console.log(`  ${count} rows, ${size}, written in ${shownSeconds(performance.now() - writing)}`)
  const before = peakBytes()
  const times = []
  for (let run = 0; run < runs; run++) times.push(await timeReading(file))
  const growth = peakBytes() - before
  const ms = median(times)
  const isOver = ms > timeLimitMs || growth > growthLimitBytes
  const shownGrowth = `${(growth / 1e6).toFixed(0)} MB`
  console.log(`  read and checked in ${times.map(shownSeconds).join(', ')}, peak grows by ${shownGrowth}`)
  console.log(`  median ${shownSeconds(ms)} (limit ${shownSeconds(timeLimitMs)})${isOver ? ' EXCEEDED' : ''}`)
  return isOver ? 1 : 0
}

async function timeReading(file: string): Promise<number> {
  const start = performance.now()
  let total = 0
  for await (const { line, row } of readDataset(file, file)) {
    if (row === undefined) throw new Error(`line ${line} was refused`)
    total++
  }
  if (total !== count) throw new Error(`${total} rows were read`)
  return performance.now() - start
}

/** A thousand cells of all kinds. */
function importedRows(): readonly DatasetRow[] {
  const operation = (index: number, edge: number): string => {
    return edgeOperations[Math.floor((index * 13 + 7) / 5 ** edge) % edgeOperations.length] ?? 'none'
  }
  const cells = Array.from({ length: 1_000 }, (_, index) => {
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((edge) => operation(index, edge))
    return `|${a}~0|+|${b}~0|${c}~1|+|nor_conv_1x1~0|${d}~1|${e}~2|`
  })
  const lines = cells.map((cell, index) => `${cell},${1 + index / 777}`)
  const table = parseCsv(['arch_str,eagle_edgetpu_int8_ms', ...lines].join('\n'))
  const outcomes = importNasBench(table, { variant: 'eagle', fileName: 'table.csv', toolVersion: '0.1.0' })
  return [...outcomes].flatMap((outcome) => (outcome.kind === 'row' ? [outcome.row] : []))
}

function* repeated(rows: readonly DatasetRow[]): Generator<DatasetRow> {
  for (let index = 0; index < count; index++) {
    const row = rows[index % rows.length]
    if (row !== undefined) yield { ...row, latencyMs: { mean: 1 + index / count } }
  }
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1_024
}

function shownSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}
