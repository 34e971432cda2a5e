import type { Properties, PropertyName } from '../../src/analysis/properties.ts'
import type { Envelope } from '../../src/estimator/artifact.ts'

/** What no estimator was checked on: with any of it, nothing is said for certain. */
const neverChecked: readonly PropertyName[] = [
  'uncheckedOperators',
  'uncheckedParameterOperators',
  'dynamicOperators',
  'unverifiedOperators',
  'customOperators',
  'uncountedSubgraphs',
  'chunkedBytesHigh',
]

/** What depends on the link or the host: up to the most of any network that was checked on this target. */
const ofTarget: readonly PropertyName[] = [
  'streamedBytes',
  'toDeviceBytes',
  'fromDeviceBytes',
  'cpuMacs',
  'cpuElements',
  'detectionScores',
]

/**
 * The region that checked networks span. It starts at nothing: of a smaller network little but the fixed time is left,
 * and single dense layers, which take hardly more, were measured at 0.27 to 0.29 ms on USB 3
 * (ricardodeazambuja/LibrEdgeTPU), where the estimate is 0.3 ms.
 * @param own networks that were checked on the target
 * @param all networks that were checked on any target: the chip is the same
 */
export function envelopeOf(own: readonly Properties[], all: readonly Properties[]): Envelope {
  const most = (networks: readonly Properties[], name: PropertyName): number =>
    Math.max(0, ...networks.map((properties) => properties[name]))
  const least = (networks: readonly Properties[], name: PropertyName): number =>
    Math.min(1, ...networks.map((properties) => properties[name]))
  const upTo = (networks: readonly Properties[], names: readonly PropertyName[]): [PropertyName, [number, number]][] =>
    names.map((name) => [name, [0, most(networks, name)]])
  return {
    source:
      'spanned by the networks that the target was checked on (npm run validate); operators and tensor steps by those ' +
      'of all targets, which share the chip; what no estimator was checked on alone, such as custom operators, is outside',
    ranges: Object.fromEntries([
      ...neverChecked.map((name): [PropertyName, [number, number]] => [name, [0, 0]]),
      ['edgetpuOperators', [1, most(all, 'edgetpuOperators')]],
      ['convolutionOperators', [least(own, 'convolutionOperators'), most(all, 'convolutionOperators')]],
      ...upTo(all, ['tensorSteps']),
      ...upTo(own, ofTarget),
    ]),
  }
}
