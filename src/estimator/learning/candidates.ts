import { fitRates, linkRates, hostRates } from '../fit-rates.ts'
import { boosting } from '../regressors/boosting.ts'
import { cart } from '../regressors/cart.ts'
import { constant } from '../regressors/constant.ts'
import { forest } from '../regressors/forest.ts'
import { kernel } from '../regressors/kernel.ts'
import { nonNegative } from '../regressors/non-negative.ts'
import type { Regressor, TrainingData } from '../regressors/regressor.ts'
import { ridge } from '../regressors/ridge.ts'
import { analyticMs, type FittedModel } from './fitted-model.ts'
import type { AnalyticLayer } from './learned-estimator.ts'
import type { TrainingPart } from './training-part.ts'
import { betterTransform } from './transform.ts'

/** A family of estimators as the training tries it. */
export interface Candidate {
  readonly name: string
  fit(part: TrainingPart): FittedModel
}

type FitRegressor = (data: TrainingData, seed: number) => Regressor

/** Beyond so many rows the transform of a kernel machine makes no difference, and trying both takes long. */
const rowsToTransformKernels = 300

/** Few rows in a leaf, and few trees: what a smooth estimate leaves of structure is little. */
const correctingTrees = { stopping: 'none', trees: 100, depth: 3, bags: 3 } as const
/** Half-way between the mean, which is seldom far off, and the median of what is left, which is mostly close. */
const correctingWeight = 0.7
/** Errors on networks of NAS-Bench-201 have settled by then, and early stopping would take five times as long. */
const standaloneTrees = { stopping: 'none', trees: 500 } as const

/** More do not estimate better, and take long. */
const forestTrees = { trees: 100 } as const

/** The time model, and what regressors make of what it leaves. */
const onRates: Readonly<Record<'analytic' | 'analytic-ridge' | 'analytic-boosting', Candidate['fit']>> = {
  analytic: (part) => onTimeModel(part, undefined),
  'analytic-ridge': (part) => onTimeModel(part, (data) => ridge.fit(data, {}, 0)),
  'analytic-boosting': (part) => onTimeModel(part, (data, seed) => boosting.fit(data, correctingTrees, seed)),
}

/** From the simplest on: by how few numbers they consist of. */
const all: readonly (Candidate & { readonly isOnTimeModel?: true })[] = [
  { name: 'constant', fit: fitConstant },
  { name: 'analytic', isOnTimeModel: true, fit: onRates.analytic },
  { name: 'ridge', fit: eitherWay((data) => ridge.fit(data, {}, 0)) },
  { name: 'non-negative', fit: (part) => modelOfTerms(part, 'none', [nonNegative.fit(part.plainData, {}, 0)]) },
  { name: 'analytic-ridge', isOnTimeModel: true, fit: onRates['analytic-ridge'] },
  { name: 'cart', fit: inLogs((data, seed) => cart.fit(data, {}, seed)) },
  { name: 'kernel', fit: fitKernels },
  { name: 'analytic-boosting', isOnTimeModel: true, fit: onRates['analytic-boosting'] },
  { name: 'kernel-boosting', fit: fitTwoLayers },
  { name: 'boosting', fit: inLogs((data, seed) => boosting.fit(data, standaloneTrees, seed)) },
  { name: 'forest', fit: inLogs((data, seed) => forest.fit(data, forestTrees, seed)) },
]

/** @param hasTimeModel whether it is latency that is learnt */
export function candidates(hasTimeModel: boolean): readonly Candidate[] {
  return all.filter(({ isOnTimeModel }) => hasTimeModel || isOnTimeModel !== true)
}

/** The value of least relative errors: the median, by weights of 1 / measured. */
function fitConstant(part: TrainingPart): FittedModel {
  const targets = part.samples.map(({ value }) => value)
  const largest = targets.reduce((most, target) => Math.max(most, target))
  const data = { rows: part.rows, targets, weights: targets.map((target) => largest / target) }
  return modelOfTerms(part, 'none', [constant.fit(data, { statistic: 'median' }, 0)])
}

function inLogs(fit: FitRegressor): Candidate['fit'] {
  return (part) => modelOfTerms(part, 'log', [fit(part.logData, part.seed)])
}

/** On logarithms unless plain values are better, as inner folds tell. */
function eitherWay(fit: FitRegressor): Candidate['fit'] {
  const fits = {
    log: inLogs(fit),
    none: (part: TrainingPart) => modelOfTerms(part, 'none', [fit(part.plainData, part.seed)]),
  }
  return (part) => fits[betterTransform(part, fits)](part)
}

function fitKernels(part: TrainingPart): FittedModel {
  if (part.samples.length > rowsToTransformKernels) return modelOfTerms(part, 'log', [part.logKernel.machine])
  return eitherWay((data, seed) => kernel.fit(data, {}, seed))(part)
}

/** Trees learn from what a kernel machine leaves of rows that it has not seen: of those it has, it leaves too little. */
function fitTwoLayers(part: TrainingPart): FittedModel {
  const { machine, leftOut } = part.logKernel
  const trees = boosting.fit({ rows: part.rows, targets: leftOut }, correctingTrees, part.seed)
  const model = modelOfTerms(part, 'log', [machine])
  return { ...model, terms: [...model.terms, { weight: correctingWeight, regressor: trees }] }
}

function onTimeModel(part: TrainingPart, fit: FitRegressor | undefined): FittedModel {
  const { start, samples, logs, columns } = part
  if (start === null) throw new RangeError('there is no time model to start from')
  const layer = fitTimeModel(start, part)
  if (fit === undefined) {
    const unchanged = constant.fit({ rows: part.rows.slice(0, 1), targets: [0] }, {}, 0)
    return { transform: 'log', columns, analytic: layer, terms: [{ weight: 1, regressor: unchanged }] }
  }
  const targets = samples.map(({ properties }, index) => (logs[index] ?? 0) - Math.log(analyticMs(layer, properties)))
  const regressor = fit({ rows: part.rows, targets }, part.seed)
  return { transform: 'log', columns, analytic: layer, terms: [{ weight: 1, regressor }] }
}

function fitTimeModel({ latency, clockMhz }: AnalyticLayer, { samples }: TrainingPart): AnalyticLayer {
  const figures = samples.map(({ properties, value }) => ({ properties, measuredMs: value, weight: 1 }))
  return { latency: fitRates([...linkRates, ...hostRates], figures, latency, clockMhz), clockMhz }
}

function modelOfTerms(
  { columns }: TrainingPart,
  transform: FittedModel['transform'],
  regressors: readonly Regressor[],
): FittedModel {
  return { transform, columns, analytic: null, terms: regressors.map((regressor) => ({ weight: 1, regressor })) }
}
