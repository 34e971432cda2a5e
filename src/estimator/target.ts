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

/**
 * Says whether there is such a target, without reading it.
 * @param where the place that names it, as the user knows it
 * @throws PreciousError `target/unknown` if there is none
 */
export function mustBeTarget(target: string, where?: string): void {
  if (shipped.has(target)) return
  const suggestion = nearest(target, targetNames)
  throw new PreciousError('target/unknown', {
    what: `there is no target "${target}"`,
    hint: `${suggestion === undefined ? '' : `Did you mean "${suggestion}"? `}Use one of ${targetNames.join(', ')}`,
    where,
  })
}

/**
 * The estimator of a target.
 * @throws PreciousError `target/unknown` if there is none
 */
export function estimatorOf(target: string): EstimatorArtifact {
  mustBeTarget(target)
  return parseArtifact(shipped.get(target), target)
}
