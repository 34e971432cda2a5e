import { resolve } from 'node:path'
import { PreciousError } from '../errors.ts'

/**
 * Keeps what was measured from being replaced by what is made of it.
 * @param out where something will be written, relative to `cwd` like the inputs
 * @throws PreciousError `usage/invalid`
 */
export function mustKeep(inputs: readonly string[], out: string, cwd: string): void {
  if (!inputs.some((input) => resolve(cwd, input) === resolve(cwd, out))) return
  const what = `${out} is read, and would be replaced by what is written`
  throw new PreciousError('usage/invalid', { what, hint: 'Name another file to write to' })
}
