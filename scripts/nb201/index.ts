import { existsSync, readFileSync } from 'node:fs'
import { noiseFloor } from '../../src/estimator/learning/noise-floor.ts'
import { featuresOf, type Sample } from '../../src/estimator/learning/sample.ts'
import { deviationOf, meanOf } from '../../src/estimator/statistics.ts'
import { parseCsv } from '../../src/import/csv.ts'
import { importNasBench, type NasBenchImport } from '../../src/import/nas-bench-201.ts'
import { alignColumns } from '../../src/report/table.ts'
import { fromFew, type Figures, slower, tenFold, withoutPooling } from './figures.ts'

/**
 * Prints how well latencies of NAS-Bench-201 are estimated that were held out, of both labs: `npm run nb201 -- FOLDER`,
 * where the folder holds `nb201-edgetpu-latency.csv`. Takes about five minutes.
 */
const fileName = 'nb201-edgetpu-latency.csv'
const [folder] = process.argv.slice(2)
const file = `${folder ?? '.'}/${fileName}`
if (folder === undefined || !existsSync(file)) {
  console.error(`Name the folder that holds ${fileName}: npm run nb201 -- FOLDER`)
  process.exit(2)
}

const few = 50
const draws = 10
const silent = async (): Promise<void> => {}

for (const variant of ['hwnasbench', 'eagle'] as const) await report(variant)

async function report(variant: NasBenchImport['variant']): Promise<void> {
  const samples = samplesOf(variant)
  console.log(`\n${variant}, ${samples.length} networks`)
  const noise = noiseFloor(samples)
  if (noise !== null) {
    const { networks, measurements, medianDifference, leastMape } = noise
    console.log(`noise: ${measurements} measurements of ${networks} networks with twins differ by a median of ` +
      `${percent(medianDifference)}; one value for each has a MAPE of at least ${percent(leastMape)} on them`)
  }
  const lines: (readonly [string, Figures])[] = []
  lines.push(['ten-fold, random', await tenFold(samples, 'random', silent)])
  lines.push(['ten-fold, no twin in both parts', await tenFold(samples, 'grouped', silent)])
  lines.push(['faster 70 % learnt, slower 30 % tested', await slower(samples, silent)])
  const header = ['', 'MAPE', 'median', 'within 5 %', 'within 10 %', 'in 90 % interval', 'n']
  console.log(alignColumns([header, ...lines.map(lineOf)], [1, 2, 3, 4, 5, 6]).join('\n'))
  const errors = await fromFew(samples, few, draws, silent)
  const spread = `\u00B1 ${percent(deviationOf(errors))}, at most ${percent(Math.max(...errors))}`
  console.log(`${few} networks learnt, all others tested, ${draws} draws: MAPE ${percent(meanOf(errors))} ${spread}`)
  const { trained, tested, flagged } = await withoutPooling(samples, silent)
  console.log(`${trained} networks without pooling learnt, ${tested} with it tested: ${flagged} flagged as not like any seen`)
}

function samplesOf(variant: NasBenchImport['variant']): readonly Sample[] {
  const table = parseCsv(readFileSync(file, 'utf8'))
  return [...importNasBench(table, { variant, fileName, toolVersion: '' })].flatMap((outcome) => {
    if (outcome.kind !== 'row' || outcome.row.latencyMs === undefined) return []
    const { network, properties, features, latencyMs } = outcome.row
    return [{ ...network, properties, features: featuresOf(properties, features), value: latencyMs.mean }]
  })
}

function lineOf([name, { mape, medianApe, within5, within10, coverage, n }]: readonly [string, Figures]): string[] {
  const held = coverage === undefined ? '-' : percent(coverage)
  return [name, percent(mape), percent(medianApe), percent(within5), percent(within10), held, String(n)]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
