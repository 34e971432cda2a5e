import { PreciousError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type EstimatorArtifact, parseArtifact } from './artifact.ts'
import devboardMax from './targets/coral-devboard-max.json' with { type: 'json' }
import pcieMax from './targets/coral-pcie-max.json' with { type: 'json' }
import usb2Max from './targets/coral-usb2-max.json' with { type: 'json' }
import usb3Max from './targets/coral-usb3-max.json' with { type: 'json' }
import usb3Std from './targets/coral-usb3-std.json' with { type: 'json' }

/** The estimators that ship, by the name of their target: accelerator, link and clock. */
const shipped: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['coral-usb3-max', usb3Max],
  ['coral-usb3-std', usb3Std],
  ['coral-usb2-max', usb2Max],
  ['coral-pcie-max', pcieMax],
  ['coral-devboard-max', devboardMax],
])

export const targetNames: readonly string[] = [...shipped.keys()]

/** Targets of the user's own, which were read from files, by the names that they call themselves. */
export type OwnTargets = ReadonlyMap<string, EstimatorArtifact>

const noneOfOwn: OwnTargets = new Map()

/** The names of all targets that there are. */
export function knownTargets(own: OwnTargets = noneOfOwn): readonly string[] {
  return [...targetNames, ...own.keys()]
}

/** Whether what stands in the place of a target's name is the path of a file that holds one. */
export function isTargetFile(name: string): boolean {
  return /[\\/]|\.json$/i.test(name)
}

/**
 * Says whether there is such a target, without reading it.
 * @param where the place that names it, as the user knows it
 * @throws PreciousError `target/unknown` if there is none
 */
export function mustBeTarget(target: string, where?: string, own: OwnTargets = noneOfOwn): void {
  if (shipped.has(target) || own.has(target)) return
  const known = knownTargets(own)
  const suggestion = nearest(target, known)
  const meant = suggestion === undefined ? '' : `Did you mean "${suggestion}"? `
  throw new PreciousError('target/unknown', {
    what: `there is no target "${target}"`,
    hint: `${meant}Use one of ${known.join(', ')}, or the path of a target file`,
    where,
  })
}

/**
 * Says whether there are such targets, as far as that can be told without reading files.
 * @throws PreciousError `target/unknown`
 */
export function mustNameTargets(names: readonly string[], where?: string): void {
  for (const name of names) if (!isTargetFile(name)) mustBeTarget(name, where)
}

/**
 * The estimator of a target that ships.
 * @throws PreciousError `target/unknown` if there is none
 */
export function estimatorOf(target: string): EstimatorArtifact {
  mustBeTarget(target)
  return parseArtifact(shipped.get(target), target)
}

/** The same with targets of the user's own: a function from a name to its estimator. */
export function estimatorsWith(own: OwnTargets = noneOfOwn): (target: string) => EstimatorArtifact {
  return (target) => {
    mustBeTarget(target, undefined, own)
    return own.get(target) ?? estimatorOf(target)
  }
}
