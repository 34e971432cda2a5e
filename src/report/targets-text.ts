import { createColors } from 'picocolors'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { Coverage } from '../estimator/estimate.ts'
import { formatCount, formatShare, plural } from './format.ts'
import { wrap } from './table.ts'
import type { TextOptions } from './text.ts'

/** An estimator and how far its intervals are borne out. */
export interface TargetDescription {
  readonly estimator: EstimatorArtifact
  readonly coverage: Coverage
}

/** The shipped targets for a person at a terminal. */
export function targetsToText(targets: readonly TargetDescription[], { colour, width }: TextOptions): string {
  const colours = createColors(colour)
  const blocks = targets.map(({ estimator, coverage }) => {
    const { target, description, envelope, limits } = estimator
    const sentences = [checkedOn(estimator, coverage), measuredBy(estimator), `Checked range: ${envelope.source}.`, ...limits]
    return [`${colours.bold(target)}  ${description}`, ...sentences.flatMap((text) => wrap(text, '  ', width))]
  })
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Who measured, and how much of it. */
function measuredBy({ checkPoints, power }: EstimatorArtifact): string {
  const counts = new Map<string, number>()
  for (const { source } of checkPoints) counts.set(source, (counts.get(source) ?? 0) + 1)
  const sources = [...counts].map(([source, count]) => `${source} (${formatCount(count)})`)
  const latencies = sources.length === 0 ? '' : `Latencies by ${sources.join(', ')}. `
  return `${latencies}Power: ${power.activityW.source}.`
}

function checkedOn({ checkPoints }: EstimatorArtifact, { share }: Coverage): string {
  if (checkPoints.length === 0) return 'There was no published latency to check it on.'
  const errors = checkPoints.map(({ error }) => Math.abs(error))
  const established =
    share === null
      ? 'Coverage of the interval not established: too few architectures.'
      : `Of those inside the checked range intervals held ${formatShare(share)}, each from the others.`
  const architectures = new Set(checkPoints.map(({ architecture }) => architecture)).size
  const largest = errors.reduce((most, error) => Math.max(most, error), 0)
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  return (
    `Latency against ${plural(errors.length, 'published figure')} of ${plural(architectures, 'architecture')}, each estimated by rates ` +
    `fitted without its family: mean error ${formatShare(mean)}, largest ${formatShare(largest)}. ${established}`
  )
}
