import type { ResolvedConfig } from '../budget/resolve-config.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { estimatorOf, estimatorsWith, isTargetFile } from '../estimator/target.ts'
import type { TargetPlace } from './target-files.ts'

/** A config whose targets are names, and the target files that were read for it, absolute. */
export interface ConfigWithTargets {
  readonly config: ResolvedConfig
  readonly files: readonly string[]
}

/**
 * A config with its target files read: names take the place of their paths.
 * @throws PreciousError `target/unreadable`, `target/invalid`, `target/clash`
 */
export async function withTargetFiles(config: ResolvedConfig, place: TargetPlace): Promise<ConfigWithTargets> {
  const named = [...config.targets, ...config.models.flatMap(({ targets = [] }) => targets)]
  if (!named.some(isTargetFile)) return { config, files: [] }
  // Loaded here, since most configs name none.
  const { readTargetFiles } = await import('./target-files.ts')
  const { nameOf, own, files } = await readTargetFiles(named, place)
  const renamed = (targets: readonly string[]): readonly string[] => [...new Set(targets.map(nameOf))]
  const models = config.models.map((model) => ({ ...model, targets: model.targets && renamed(model.targets) }))
  return { config: { ...config, targets: renamed(config.targets), models, ownTargets: own }, files }
}

/**
 * The estimators that names or paths of target files stand for, each once.
 * @param directory what paths are relative to and shown from, absolute
 * @throws PreciousError `target/unknown`, `target/unreadable`, `target/invalid`, `target/clash`
 */
export async function estimatorsNamed(named: readonly string[], directory: string): Promise<EstimatorArtifact[]> {
  if (!named.some(isTargetFile)) return named.map(estimatorOf)
  const { readTargetFiles } = await import('./target-files.ts')
  const { nameOf, own } = await readTargetFiles(named, { directory, shownFrom: directory })
  return [...new Set(named.map(nameOf))].map(estimatorsWith(own))
}
