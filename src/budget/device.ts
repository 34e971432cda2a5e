import type { Location } from './budget.ts'
import { normaliseGlob } from './glob.ts'
import type { PropertyPath } from './property-lines.ts'
import type { UserDevice } from './user-config.ts'

/** A device that several models use in turn, with all defaults filled in. */
export interface ResolvedDevice {
  /** Globs, relative to the config's folder; those that start with `!` take files out. */
  readonly models: readonly string[]
  readonly inferencesPerSwitch: number
  readonly coCompiled: boolean
  /** Whether a glob may match none of the run's models. */
  readonly allowEmpty: boolean
  readonly location: Location
}

export function resolveDevices(
  devices: readonly UserDevice[] | undefined,
  locate: (path: PropertyPath) => Location,
): readonly ResolvedDevice[] {
  return (devices ?? []).map(({ models, inferencesPerSwitch = 1, coCompiled = false }, index) => ({
    models: [models].flat().map(normaliseGlob),
    inferencesPerSwitch,
    coCompiled,
    allowEmpty: false,
    location: locate(['devices', index]),
  }))
}
