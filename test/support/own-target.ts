import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { estimatorOf } from '../../src/estimator/target.ts'

/** A target of the user's own on whose link and host everything takes longer than on USB 3. */
export function ownTarget(target: string, fixedMs: number = 5): EstimatorArtifact {
  const shipped = estimatorOf('coral-usb3-max')
  return { ...shipped, target, latency: { ...shipped.latency, fixedMs: { value: fixedMs, source: 'made up' } } }
}
