import { PreciousError } from '../errors.ts'
import { isModelFeature } from '../estimator/artifact.ts'
import { type LearnedProvenance, networkKey } from '../estimator/learning/learned-estimator.ts'
import { type Sample, unitedGroups, varyingFeatures } from '../estimator/learning/sample.ts'
import { leastSamples, train, type Training } from '../estimator/learning/train.ts'
import { estimatorOf, targetNames } from '../estimator/target.ts'
import { sortKeys } from '../report/json.ts'
import { printable, wrap } from '../report/table.ts'
import { trainingToText } from '../report/training-text.ts'
import { sha256Of } from '../sha256.ts'
import { version } from '../version.ts'
import { warnOfBadRows } from './bad-rows.ts'
import { commandLine } from './command-line.ts'
import { mustKeep } from './kept-inputs.ts'
import { inSteps } from './progress.ts'
import { type Terminal, widthOf } from './terminal.ts'
import { numbersOf, type TrainOptions } from './train-options.ts'
import { leftOutOf, mustSuffice, readTrainingData, type TrainingData } from './training-data.ts'
import { writeOutput } from './write-output.ts'

/** What a new target is like in what is not learnt, where nothing else is said. */
const usualBase = 'coral-usb3-max'

/** `precious train`: an estimator that is learnt from datasets. Returns the exit code. */
export async function trainCommand(
  files: readonly string[],
  options: TrainOptions,
  terminal: Terminal,
): Promise<number> {
  const { quantity, target, out } = options
  const { seed, folds } = numbersOf(options)
  mustKeep(files, out, terminal.cwd)
  const data = await readTrainingData([...new Set(files)], options, terminal)
  warnOfBadRows(data.badRows, terminal)
  mustSuffice(data, leastSamples, target, quantity)
  mustAgree(data.samples)
  const provenance = provenanceOf(data, seed, terminal)
  const base = baseOf(options)
  const { latency, clockMhz } = estimatorOf(base)
  const request = { samples: data.samples, target, base, quantity, folds, seed, start: { latency, clockMhz }, provenance }
  const training = await inSteps(
    terminal,
    (progress, label: string) => progress.tell(label),
    (onStep) => train(request, onStep),
  )
  await writeOutput(out, `${JSON.stringify(training.estimator)}\n`, terminal)
  terminal.stdout.write(options.json === true ? jsonOf(training, data, options) : textOf(training, data, options, terminal))
  return 0
}

/** @throws PreciousError `dataset/invalid` where the rows have not the same features, or no two groups */
function mustAgree(samples: readonly Sample[]): void {
  try {
    varyingFeatures(samples)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new PreciousError('dataset/invalid', { what: error.message, hint: 'Train on rows of one kind of import', cause: error })
  }
  if (new Set(unitedGroups(samples)).size > 1) return
  const what = 'all groups have a network in common, so that none can be held out'
  throw new PreciousError('dataset/invalid', { what, hint: 'Measure further networks, or group them otherwise' })
}

/** @throws PreciousError `target/unknown` */
function baseOf({ target, base }: TrainOptions): string {
  if (base !== undefined) return estimatorOf(base).target
  return targetNames.includes(target) ? target : usualBase
}

function provenanceOf({ samples, sources }: TrainingData, seed: number, terminal: Terminal): LearnedProvenance {
  const content = samples.map(({ name, group, hash, features, value }) => [name, group, hash, features, value])
  return {
    datasetHash: sha256Of(JSON.stringify(content)),
    networks: [...new Set(samples.map(({ hash }) => networkKey(hash)))].toSorted(),
    sources,
    toolVersion: version,
    command: commandLine(terminal),
    seed,
  }
}

function textOf(training: Training, data: TrainingData, { out, quantity }: TrainOptions, { stdout }: Terminal): string {
  const leftOut = leftOutOf(data, quantity)
  const lines = [
    ...trainingToText(training, widthOf(stdout)),
    '',
    ...(leftOut.length === 0 ? [] : [`Left out: ${leftOut.join('; ')}.`]),
    ...wrap(whereWords(training.estimator, out), '', widthOf(stdout)),
  ]
  return `${lines.join('\n')}\n`
}

/** Where it is, and what it is good for. */
function whereWords({ quantity, features, base }: Training['estimator'], out: string): string {
  const written = `The estimator is in ${printable(out)}`
  if (quantity !== 'latency' || !features.every(isModelFeature)) return `${written}, for precious evaluate.`
  const path = /[\\/]/.test(out) ? out : `./${out}`
  return `${written}; a config or --target names it as "${printable(path)}", with power and memory as of ${base}.`
}

function jsonOf({ estimator, best }: Training, data: TrainingData, { out }: TrainOptions): string {
  const { terms: _, analytic: __, intervals: ___, ranges: ____, provenance, ...results } = estimator
  const { badRows, otherTargets, withoutQuantity } = data
  const { networks: _____, ...origin } = provenance
  const leftOut = { badRows, otherTargets, withoutQuantity }
  return `${JSON.stringify({ out, best, ...results, provenance: origin, leftOut }, sortKeys, 2)}\n`
}
