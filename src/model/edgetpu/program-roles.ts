import { corrupt } from '../flatbuffer/corrupt.ts'
import type { Program, ProgramType } from './program.ts'

/** When which of a package's programs runs. */
export interface Roles {
  /** Runs once, before the first inference. */
  readonly caching: Program | undefined
  /** Runs at every inference. */
  readonly running: Program
}

/**
 * Chooses as the driver does: the stand-alone program if there is one, else the other two (libedgetpu,
 * `driver/package_registry.cc`).
 * @throws PreciousError `model/corrupt` where the driver would refuse them
 */
export function rolesOf(programs: readonly Program[]): Roles {
  const types = programs.map(({ type }) => type)
  if (new Set(types).size < types.length) throw corrupt(`it has the Edge TPU programs ${types.join(', ')}`)
  const ofType = (wanted: ProgramType): Program | undefined => programs.find(({ type }) => type === wanted)
  const standAlone = ofType('STAND_ALONE')
  if (standAlone !== undefined) return { caching: undefined, running: standAlone }
  const [caching, running] = [ofType('PARAMETER_CACHING'), ofType('EXECUTION_ONLY')]
  if (caching === undefined || running === undefined) throw corrupt(`it has only the Edge TPU program ${types.join()}`)
  return { caching, running }
}
