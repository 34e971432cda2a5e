import * as z from 'zod/mini'

/** Messages for values of a wrong kind: `expectation` completes "must be". */
export function expecting(expectation: string): { readonly error: (issue: { readonly input?: unknown }) => string } {
  return {
    error: ({ input }) => (input === undefined ? `is missing; it must be ${expectation}` : `must be ${expectation}`),
  }
}

/** One of some words. */
export function oneOf<const Value extends string>(values: readonly Value[], description: string): z.ZodMiniEnum<{
  [Key in Value]: Key
}> {
  const named = values.map((value) => `"${value}"`)
  return z.enum(values, expecting(`${named.slice(0, -1).join(', ')} or ${named.at(-1)}`)).check(z.describe(description))
}
