import type { Analysis, Totals } from '../analysis/analysis.ts'
import type { Estimate, Quantity } from '../estimator/estimate.ts'
import type { Range } from '../estimator/latency.ts'
import { pairPlacements, type PlacementPair } from './placement-pairs.ts'
import { figureOf } from './total-pairs.ts'

/** What is predicted of a plain model, against what the compiler made of it. */
export interface Prediction {
  /** Which of the two models is the plain one. */
  readonly plain: 'a' | 'b'
  readonly figures: readonly PredictedFigure[]
  readonly placements: readonly PlacementPair[]
}

export interface PredictedFigure {
  readonly name: PredictedName
  readonly unit: 'count' | 'B'
  readonly predicted: Range
  readonly read: number
  /** By how much the likely value is off, as a share of what was read; null where that is 0 and the value is not. */
  readonly error: number | null
  /** Whether what was read lies in the predicted range. */
  readonly isInside: boolean
}

/**
 * Totals, and the payload of cached parameters: a compiled model holds that and not what it takes on the chip, which the
 * compiler's log and a prediction count with padding.
 */
export type PredictedName =
  | Exclude<keyof Totals, 'operators' | 'macs' | 'peakActivationBytes' | 'cachedBytes' | 'reloadBytes'>
  | 'cachedPayloadBytes'

/** One of the two models, with its estimates: those of memory are the same for every target. */
export interface PredictionSide {
  readonly analysis: Analysis
  readonly estimates: readonly Estimate[]
}

const counts = ['cpuOperators', 'tensorSteps'] as const
const transfers = ['toDeviceBytes', 'fromDeviceBytes', 'instructionBytes'] as const

/** Holds a prediction against what was read, as far as it was. */
export function checkPrediction(plain: PredictionSide, compiled: PredictionSide): Omit<Prediction, 'plain'> {
  const total = (name: keyof Totals & PredictedName, unit: PredictedFigure['unit']): PredictedFigure[] => {
    const [predicted, read] = [figureOf(plain.analysis, name), figureOf(compiled.analysis, name)]
    return predicted === null || read?.source !== 'read' ? [] : [held(name, unit, predicted, read.value)]
  }
  return {
    figures: [
      ...counts.flatMap((name) => total(name, 'count')),
      ...total('parameterPayloadBytes', 'B'),
      ...cachedPayload(plain, compiled),
      ...streamed(plain, compiled),
      ...transfers.flatMap((name) => total(name, 'B')),
    ],
    placements: pairPlacements(plain.analysis.operators, compiled.analysis.operators),
  }
}

/** What is not streamed of the payload. */
function cachedPayload(plain: PredictionSide, compiled: PredictionSide): PredictedFigure[] {
  const payload = figureOf(plain.analysis, 'parameterPayloadBytes')
  const sent = knownOf(plain, 'streamed')
  const read = figureOf(compiled.analysis, 'cachedBytes')
  if (payload === null || sent === undefined || read?.source !== 'read') return []
  const left = (bytes: number, streamedBytes: number): number => Math.max(0, bytes - streamedBytes)
  const predicted = {
    value: left(payload.value, sent.value),
    low: left(payload.low, sent.high),
    high: left(payload.high, sent.low),
  }
  return [held('cachedPayloadBytes', 'B', predicted, read.value)]
}

/** Estimates have a range of streamed bytes that is wider than that of the rules alone. */
function streamed(plain: PredictionSide, compiled: PredictionSide): PredictedFigure[] {
  const [predicted, read] = [knownOf(plain, 'streamed'), knownOf(compiled, 'streamed')]
  return predicted === undefined || read?.basis !== 'read' ? [] : [held('streamedBytes', 'B', predicted, read.value)]
}

function knownOf(
  { estimates }: PredictionSide,
  quantity: Quantity,
): Exclude<Estimate, { basis: 'unknown' }> | undefined {
  const estimate = estimates.find((one) => one.quantity === quantity)
  return estimate?.basis === 'unknown' ? undefined : estimate
}

function held(name: PredictedName, unit: PredictedFigure['unit'], range: Range, read: number): PredictedFigure {
  const { value, low, high } = range
  return {
    name,
    unit,
    predicted: { value, low, high },
    read,
    error: errorOf(value, read),
    isInside: low <= read && read <= high,
  }
}

function errorOf(value: number, read: number): number | null {
  if (value === read) return 0
  return read === 0 ? null : (value - read) / read
}
