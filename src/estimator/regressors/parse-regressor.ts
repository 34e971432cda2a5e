import { malformed } from './json.ts'
import type { Regressor } from './regressor.ts'
import { Trees, treesSchema } from './trees.ts'

/**
 * Makes a regressor of what its `toJSON` gave, which is not trusted.
 * @param where the file that it was read from
 * @throws PreciousError `target/invalid` if it is not a regressor that estimates a finite number for every row
 */
export function parseRegressor(value: unknown, where?: string): Regressor {
  const result = treesSchema.safeParse(value)
  if (result.success) return new Trees(result.data, where)
  const [problem] = result.error.issues
  return malformed(`${problem?.path.join('.') ?? ''}: ${problem?.message ?? ''}`, where)
}
