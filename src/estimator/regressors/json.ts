import * as z from 'zod/mini'
import { PreciousError } from '../../errors.ts'
import { mostColumns } from './table.ts'

/** More than targets of up to 1e100 give; products of two, and sums of millions of them, stay finite. */
const largest = 1e120

export const coefficient: z.ZodMiniNumber = z.number().check(z.gte(-largest), z.lte(largest))
export const columnCount: z.ZodMiniNumber = z.int().check(z.gte(0), z.lte(mostColumns))

/** One number for each column, none of them beyond a limit. */
export function coefficientsUpTo(limit: number): z.ZodMiniArray<z.ZodMiniNumber> {
  return z.array(z.number().check(z.gte(-limit), z.lte(limit))).check(z.maxLength(mostColumns))
}

/** @throws PreciousError `target/invalid`, always */
export function malformed(what: string, where: string | undefined): never {
  throw new PreciousError('target/invalid', {
    what: `the regressor is not usable (${what})`,
    hint: 'Use a file that was written by this version',
    where,
  })
}
