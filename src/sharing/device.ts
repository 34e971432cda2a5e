import { globMatcher, isNegated } from '../budget/glob.ts'
import type { ResolvedDevice } from '../budget/device.ts'
import type { Location } from '../budget/budget.ts'
import { PreciousError } from '../errors.ts'

/** A device, and the models of a run that use it in turn. */
export interface Device {
  /** Paths in the order of the globs that name them, and of the alphabet within one glob. */
  readonly paths: readonly string[]
  readonly inferencesPerSwitch: number
  /** Whether its plain models are compiled together, in this order. */
  readonly coCompiled: boolean
  readonly location: Location
}

/**
 * The models of each device.
 * @param paths of all models of the run, sorted
 * @throws PreciousError `config/no-match` where a glob names none of them, `config/invalid` where two devices name one
 */
export function findDevices(devices: readonly ResolvedDevice[], paths: readonly string[]): readonly Device[] {
  const found = devices.map((device): Device => {
    const { inferencesPerSwitch, coCompiled, location } = device
    return { paths: pathsOf(device, paths), inferencesPerSwitch, coCompiled, location }
  })
  refuseShared(found)
  return found
}

function pathsOf({ models, allowEmpty, location }: ResolvedDevice, paths: readonly string[]): readonly string[] {
  const removed = models.filter(isNegated)
  const found = models
    .filter((glob) => !isNegated(glob))
    .flatMap((glob) => {
      const matching = paths.filter(globMatcher([glob, ...removed]))
      if (matching.length === 0 && !allowEmpty) throw withoutMatch(glob, location)
      return matching
    })
  return [...new Set(found)]
}

function withoutMatch(glob: string, location: Location): PreciousError {
  return new PreciousError('config/no-match', {
    what: `no model of this run matches "${glob}" of a device`,
    hint: 'Correct the glob, which is relative to the config file, and let an entry of "models" match the file as well',
    where: showPlace(location),
  })
}

function refuseShared(devices: readonly Device[]): void {
  const owners = new Map<string, Device>()
  for (const device of devices) {
    for (const path of device.paths) {
      const owner = owners.get(path)
      if (owner !== undefined) {
        throw new PreciousError('config/invalid', {
          what: `${path} is on two devices: on that of ${showPlace(owner.location)} as well`,
          hint: 'Let the globs of one device match it only',
          where: showPlace(device.location),
        })
      }
      owners.set(path, device)
    }
  }
}

function showPlace({ file, line }: Location): string {
  return line === undefined ? file : `${file}:${line}`
}
