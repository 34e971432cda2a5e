import { PreciousError } from '../errors.ts'
import { type AnalyticLayer, type LearnedProvenance, networkKey } from '../estimator/learning/learned-estimator.ts'
import { type Sample, unitedGroups, varyingFeatures } from '../estimator/learning/sample.ts'
import { leastSamples, train, type Training } from '../estimator/learning/train.ts'
import { estimatorOf, targetNames } from '../estimator/target.ts'
import { sortKeys } from '../report/json.ts'
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

/** The time model of a new target starts from the rates of this one. */
const usualTarget = 'coral-usb3-max'

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
  const request = { samples: data.samples, target, quantity, folds, seed, start: startOf(target), provenance }
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

function startOf(target: string): AnalyticLayer {
  const { latency, clockMhz } = estimatorOf(targetNames.includes(target) ? target : usualTarget)
  return { latency, clockMhz }
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
    `The estimator is in ${out}.`,
  ]
  return `${lines.join('\n')}\n`
}

function jsonOf({ estimator, best }: Training, data: TrainingData, { out }: TrainOptions): string {
  const { terms: _, analytic: __, intervals: ___, ranges: ____, provenance, ...results } = estimator
  const { badRows, otherTargets, withoutQuantity } = data
  const { networks: _____, ...origin } = provenance
  const leftOut = { badRows, otherTargets, withoutQuantity }
  return `${JSON.stringify({ out, best, ...results, provenance: origin, leftOut }, sortKeys, 2)}\n`
}
