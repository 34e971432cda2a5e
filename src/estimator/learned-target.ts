import { PreciousError } from '../errors.ts'
import { type Envelope, type EstimatorArtifact, isTargetName, parseLearnedLatency } from './artifact.ts'
import { estimatorOf, mustBeTarget } from './target.ts'

/** Whether a value that was read as JSON says of itself that it is a learnt estimator. */
export function isLearned(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'learned'
}

/**
 * The target that a learnt estimator stands for. Power, memory and the parts of a latency are those of its base, which was
 * checked on another device: of the latency nothing but what was learnt is relied on.
 * @param value as it was read as JSON, not trusted
 * @throws PreciousError `target/invalid` if it cannot estimate models, `target/unknown` if its base does not ship
 */
export function targetOfLearned(value: unknown, where: string): EstimatorArtifact {
  const learned = parseLearnedLatency(value, where)
  const { target, networks, base } = learned
  if (!isTargetName(target)) {
    const hint = 'Train it under a name of letters, digits and any of -_.+'
    throw new PreciousError('target/invalid', { what: `${JSON.stringify(target.slice(0, 40))} is no name for a target`, hint, where })
  }
  mustBeTarget(base, where)
  const other = estimatorOf(base)
  return {
    ...other,
    target,
    description: `latency learnt from ${networks} networks; power and memory as of ${base}, not measured`,
    checkPoints: [],
    compiledPoints: [],
    pairs: [],
    power: { ...other.power, points: 0 },
    envelope: uncheckedOf(other.envelope),
    limits: [
      ...other.limits.map((limit) => `Of ${base}: ${limit}`),
      `Power, energy and memory are those of ${base}; nothing of them was measured.`,
    ],
    learned,
  }
}

/** What no estimator was checked on stays outside; how far the others may go is what was seen in training. */
function uncheckedOf({ ranges, source }: Envelope): Envelope {
  return { source, ranges: Object.fromEntries(Object.entries(ranges).filter(([, [, high]]) => high === 0)) }
}
