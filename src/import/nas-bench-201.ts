import { propertiesVersion } from '../analysis/properties.ts'
import { nasBench201, type NasBench201Options } from '../generator/architectures/nas-bench-201.ts'
import { canonicalCell } from '../generator/architectures/nas-bench-201-pruning.ts'
import type { DatasetRow } from '../measurement/dataset-row.ts'
import { figureIn } from './cell-number.ts'
import { columnOf } from './column.ts'
import type { CsvTable } from './csv.ts'
import type { ImportOutcome, TableSource } from './import-outcome.ts'
import { nasBenchFeatures } from './nas-bench-201-features.ts'
import { factsOf, type NetworkFacts } from './network-facts.ts'

type Lab = NasBench201Options['variant']

interface LabTable {
  /** Where the lab's latencies are, in milliseconds. */
  readonly column: string
  readonly source: string
  readonly licence: string
}

/** Column names: Ren-Research/OneProxy. Licences: those of the repositories that published the figures. */
const labTables: Readonly<Record<Lab, LabTable>> = {
  eagle: { column: 'eagle_edgetpu_int8_ms', source: 'SamsungLabs/eagle', licence: 'Apache-2.0' },
  hwnasbench: { column: 'hwnasbench_edgetpu_ms', source: 'GATECH-EIC/HW-NAS-Bench', licence: 'MIT' },
}

const cellColumn = 'arch_str'

export interface NasBenchImport extends TableSource {
  readonly variant: Lab
}

/**
 * The networks of NAS-Bench-201 that a lab measured, of the target `nb201-<variant>`, each built from its cell. Twins,
 * whose pruned cells are equal, are one group. Neither link nor host is said by the table.
 * @throws PreciousError `table/invalid` where the table has not the columns of the lab
 */
export function* importNasBench(table: CsvTable, source: NasBenchImport): Generator<ImportOutcome, void, undefined> {
  const { column } = labTables[source.variant]
  const cellIndex = columnOf(table, cellColumn, source.fileName)
  const figureIndex = columnOf(table, column, source.fileName)
  const known = new Map<string, NetworkFacts>()
  for (const content of table.rows) {
    const { line } = content
    if (content.problem !== undefined) {
      yield { kind: 'problem', line, problem: content.problem }
      continue
    }
    const figure = content.cells[figureIndex] ?? ''
    if (figure === '') yield { kind: 'empty', line }
    else yield importRow({ line, cell: content.cells[cellIndex] ?? '', figure }, source, known)
  }
}

interface TableRow {
  readonly line: number
  readonly cell: string
  /** As the table has it. */
  readonly figure: string
}

/** @param known facts of the networks that were built so far, by the form of their cells */
function importRow(
  { line, cell, figure }: TableRow,
  source: NasBenchImport,
  known: Map<string, NetworkFacts>,
): ImportOutcome {
  const latency = figureIn(figure, labTables[source.variant].column)
  if (latency.problem !== undefined) return { kind: 'problem', line, problem: latency.problem }
  try {
    const group = canonicalCell(cell)
    const facts = known.get(group) ?? build(cell, source.variant)
    known.set(group, facts)
    return { kind: 'row', line, row: rowOf(cell, group, facts, { line, latencyMs: latency.value, source }) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { kind: 'problem', line, problem: `${cellColumn}: ${error.message}` }
  }
}

function build(cell: string, variant: Lab): NetworkFacts {
  const facts = factsOf(nasBench201({ cell, variant, seed: 0, weights: 'none' }))
  if (facts === undefined) throw new Error(`the network of ${cell} has no properties`)
  return facts
}

interface Figure {
  readonly line: number
  readonly latencyMs: number
  readonly source: NasBenchImport
}

function rowOf(cell: string, group: string, facts: NetworkFacts, { line, latencyMs, source }: Figure): DatasetRow {
  const { variant, fileName, toolVersion } = source
  const { source: lab, licence } = labTables[variant]
  return {
    schemaVersion: 1,
    network: { hash: facts.hash, name: cell, group },
    propertiesVersion,
    properties: facts.properties,
    features: nasBenchFeatures(cell),
    target: `nb201-${variant}`,
    settings: {},
    latencyMs: { mean: latencyMs },
    provenance: { source: lab, licence, importedFrom: `${fileName}:${line}`, toolVersion },
  }
}
