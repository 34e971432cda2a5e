import { resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import type { MeasuredNetwork } from '../estimator/calibration/figure.ts'
import { meanOf } from '../estimator/statistics.ts'
import { readDataset } from '../host/dataset-file.ts'
import { hashFile } from '../host/hash-file.ts'
import type { DatasetRow, MeasurementSettings } from '../measurement/dataset-row.ts'
import type { BadRow } from './bad-rows.ts'

/** The measurements of some datasets that are of one target. */
export interface CalibrationData {
  /** Each network once: of repeated measurements the mean. */
  readonly networks: readonly MeasuredNetwork[]
  /** Networks beyond those that a calibration takes. */
  readonly unused: number
  readonly rows: number
  /** Rows of other targets, by target. */
  readonly others: ReadonlyMap<string, number>
  readonly badRows: readonly BadRow[]
  /** The settings of each row, as far as they are known. */
  readonly settings: readonly MeasurementSettings[]
  /** The files with their hashes, for what is told of the origin. */
  readonly datasets: string
}

/** Ten coefficients are told by far fewer, and more would take minutes. */
const mostNetworks = 1_000

/** Sums of what was measured of one network. */
interface Gathered {
  readonly row: DatasetRow
  readonly latencies: number[]
  readonly powers: number[]
}

/**
 * Reads the rows of a target from datasets.
 * @param files as the user knows them
 * @throws PreciousError `dataset/unreadable`, and `dataset/invalid` where no row is of the target
 */
export async function readCalibrationData(
  files: readonly string[],
  target: string,
  { cwd, signal }: { readonly cwd: string; readonly signal?: AbortSignal | undefined },
): Promise<CalibrationData> {
  const gathered = new Map<string, Gathered>()
  const others = new Map<string, number>()
  const badRows: BadRow[] = []
  const settings: MeasurementSettings[] = []
  const origins: string[] = []
  for (const file of new Set(files)) {
    for await (const { line, row, problems } of readDataset(resolve(cwd, file), file)) {
      signal?.throwIfAborted()
      if (problems !== undefined) badRows.push({ file, line, problem: problems.join('; ') })
      else if (row.target !== target) others.set(row.target, (others.get(row.target) ?? 0) + 1)
      else {
        settings.push(row.settings)
        gather(gathered, row)
      }
    }
    origins.push(`${file} (sha256 ${await hashFile(resolve(cwd, file))})`)
  }
  if (settings.length === 0) throw noneOf(target, others, files)
  // Hashes are as good as random, and the same ones are chosen whatever the order of the rows.
  const chosen = [...gathered].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostNetworks)
  const networks = chosen.map(([, one]) => networkOf(one))
  const unused = gathered.size - networks.length
  return { networks, unused, rows: settings.length, others, badRows, settings, datasets: origins.join(', ') }
}

function gather(gathered: Map<string, Gathered>, row: DatasetRow): void {
  const known = gathered.get(row.network.hash) ?? { row, latencies: [], powers: [] }
  gathered.set(row.network.hash, known)
  const { latencyMs, powerW, energyMj } = row
  if (latencyMs !== undefined) known.latencies.push(latencyMs.mean)
  if (powerW !== undefined) known.powers.push(powerW.mean)
  // Millijoules in a millisecond are watts.
  else if (energyMj !== undefined && latencyMs !== undefined) known.powers.push(energyMj.mean / latencyMs.mean)
}

function networkOf({ row: { network, properties, provenance }, latencies, powers }: Gathered): MeasuredNetwork {
  const { name, group } = network
  return { name, group, source: provenance.source, properties, latencyMs: meanIn(latencies), powerW: meanIn(powers) }
}

function meanIn(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : meanOf(values)
}

function noneOf(target: string, others: ReadonlyMap<string, number>, files: readonly string[]): PreciousError {
  const [first] = others.keys()
  const hint =
    first === undefined
      ? 'Check that these are datasets, which precious import writes'
      : `Name another one, for instance --data-target ${first}`
  const found = others.size === 0 ? 'no row can be read' : `they are of ${[...others.keys()].join(', ')}`
  return new PreciousError('dataset/invalid', {
    what: `no row is a measurement of ${target}: ${found}`,
    hint,
    where: files.join(', '),
  })
}
