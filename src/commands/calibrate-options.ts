import { basename } from 'node:path'
import { PreciousError } from '../errors.ts'
import { isTargetName } from '../estimator/artifact.ts'
import { targetNames } from '../estimator/target.ts'

/** What `precious calibrate` takes on the command line. */
export interface CalibrateOptions {
  readonly target: string
  readonly dataTarget?: string
  readonly out?: string
  readonly name?: string
  readonly json?: boolean
}

/**
 * What the new target is called.
 * @param base the name of the target to start from
 * @throws PreciousError `usage/invalid` where no target may be called so
 */
export function nameOf({ name, out }: CalibrateOptions, base: string): string {
  const chosen = name ?? (out === undefined ? `${base}-calibrated` : basename(out).replace(/\.json$/i, ''))
  const hint = 'Give it a name of its own, for instance --name my-target'
  if (targetNames.includes(chosen)) {
    throw new PreciousError('usage/invalid', { what: `"${chosen}" is the name of a target that ships`, hint })
  }
  if (isTargetName(chosen)) return chosen
  const what = `a target cannot be called "${chosen}": letters, digits and any of -_.+ make up a name`
  throw new PreciousError('usage/invalid', { what, hint })
}
