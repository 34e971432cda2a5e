import * as Plot from '@observablehq/plot'
import type { LearningPoint } from '../estimator/learning/learned-estimator.ts'
import { formatCount, formatShare } from '../report/format.ts'
import { drawFrame } from './plot-frame.ts'
import { logDomain, logTicks } from './plot-scale.ts'

const colour = '#4269d0'

/**
 * The mean error on rows that were held out against how many networks were learnt from, with the standard deviation
 * over the seeds as a band.
 * @param points one at least, of one network or more
 */
export function plotLearning(points: readonly LearningPoint[]): string {
  const across = logDomain(points.map(({ n }) => n), [])
  const most = points.reduce((largest, { mape, deviation }) => Math.max(largest, mape + deviation), 0)
  const end = most === 0 ? 1 : most * 1.1
  return drawFrame({
    width: 560,
    height: 320,
    title: 'Mean error on held-out networks',
    across: 'Networks that were learnt from',
    x: { type: 'log', domain: across },
    y: { domain: [0, end] },
    xTicks: logTicks(across),
    yTicks: [0, 0.25, 0.5, 0.75, 1].map((share) => share * most),
    formatX: formatCount,
    formatY: formatShare,
    marks: [
      Plot.areaY(points, { x: 'n', y1: lowOf, y2: highOf, fill: colour, fillOpacity: 0.16 }),
      Plot.lineY(points, { x: 'n', y: 'mape', stroke: colour, strokeWidth: 1.75 }),
      Plot.dot(points, { x: 'n', y: 'mape', fill: colour, r: 3, title: labelOf }),
    ],
  })
}

function lowOf({ mape, deviation }: LearningPoint): number {
  return Math.max(0, mape - deviation)
}

function highOf({ mape, deviation }: LearningPoint): number {
  return mape + deviation
}

function labelOf({ n, mape, deviation }: LearningPoint): string {
  return `${formatCount(n)} networks: ${formatShare(mape)} ± ${formatShare(deviation)}`
}
