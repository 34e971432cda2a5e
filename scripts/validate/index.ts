import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accuracyTables } from './accuracy-tables.ts'
import { fitChunkRepeats } from './chunks.ts'
import { isOnDeviceAlone } from './fit.ts'
import { validateLatencies } from './latency.ts'
import { fitPower } from './power.ts'
import { repeatedWidths } from './published.ts'
import { record } from './record.ts'
import { validateSharing } from './sharing.ts'
import { printChunks, printCompiled, printNoise, printPower, printSharing, printTarget, summaryOf } from './tables.ts'

/**
 * Fits the shipped targets on published figures and prints measured beside estimated, each figure by rates that were
 * fitted without its family of architectures: `npm run validate [-- FOLDER]`, where the folder holds the data, and
 * `models` beside it the models; by default `data` in the folder that `PRECIOUS_SHARED` names. With `--write` it also
 * records rates, errors and the checked region in the targets; with `--markdown` it prints the tables of the
 * documentation only.
 */
const shared = process.env['PRECIOUS_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const data = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? join(shared, 'data')
const models = join(data, '../models')

const missing = [join(data, 'coral-reference-latency.csv'), models].find((path) => !existsSync(path))
if (missing !== undefined) {
  console.error(`There is no ${missing}. Name the folder of the data, which has the models beside it: npm run validate -- FOLDER`)
  process.exit(2)
}

const targets = validateLatencies(models, data)
if (process.argv.includes('--markdown')) console.log(accuracyTables(targets))
else report()

function report(): void {
  targets.forEach(printTarget)
  const rows = targets.flatMap((target) => target.rows)
  const compiled = targets.flatMap((target) => target.compiled)
  console.log(`\nall targets, on the Edge TPU alone ${summaryOf(rows.filter(isOnDeviceAlone))}`)
  printCompiled(compiled)
  const power = fitPower(models, data, rows)
  printPower(power)
  const pcie = targets.find(({ target }) => target === 'coral-pcie-max')
  if (pcie === undefined) throw new Error('there is no target for the links that chunks were measured on')
  const chunkRepeats = fitChunkRepeats(pcie.fitWithout, models, data)
  printChunks(chunkRepeats)
  printNoise('measurements of chains whose dense layers are all cached', repeatedWidths(data))
  if (process.argv.includes('--write')) {
    for (const target of targets) record(target, chunkRepeats, power)
  }
  console.log('')
  for (const pair of validateSharing(models, data, targets)) printSharing(pair)
}
