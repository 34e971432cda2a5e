import { PreciousError } from '../errors.ts'
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
 * The estimator of a target.
 * @throws PreciousError `target/unknown` if there is none
 */
export function estimatorOf(target: string): EstimatorArtifact {
  const value = shipped.get(target)
  if (value === undefined) {
    throw new PreciousError('target/unknown', {
      what: `there is no target "${target}"`,
      hint: `Use one of ${targetNames.join(', ')}`,
    })
  }
  return parseArtifact(value, target)
}
