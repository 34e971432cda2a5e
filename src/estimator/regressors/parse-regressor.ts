import * as z from 'zod/mini'
import { Constant, constantSchema } from './constant.ts'
import { malformed } from './json.ts'
import { KernelMachine, kernelSchema } from './kernel-machine.ts'
import { Linear, linearSchema } from './linear.ts'
import { familyNames, type Regressor } from './regressor.ts'
import { Trees, treesSchema } from './trees.ts'

const familySchema = z.looseObject({ family: z.enum(familyNames) })

/**
 * Makes a regressor of what its `toJSON` gave, which is not trusted.
 * @param where the file that it was read from
 * @throws PreciousError `target/invalid` if it is not a regressor that estimates a finite number for every row
 */
export function parseRegressor(value: unknown, where?: string): Regressor {
  const { family } = checked(familySchema, value, where)
  if (family === 'constant') return new Constant(checked(constantSchema, value, where))
  if (family === 'ridge' || family === 'non-negative') return new Linear(checked(linearSchema, value, where), where)
  if (family === 'kernel') return new KernelMachine(checked(kernelSchema, value, where), where)
  return new Trees(checked(treesSchema, value, where), where)
}

function checked<T>(schema: z.ZodMiniType<T>, value: unknown, where: string | undefined): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [problem] = result.error.issues
  return malformed(`${problem?.path.join('.') ?? ''}: ${problem?.message ?? ''}`, where)
}
