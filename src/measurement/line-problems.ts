import * as z from 'zod/mini'
import { nearest } from '../nearest.ts'
import { knownKeys, type MeasurementLine, measurementSchema } from './measurement.ts'

/** A valid line, or all that is wrong with it. */
export type CheckedLine =
  | { readonly measurement: MeasurementLine; readonly problems?: undefined }
  | { readonly problems: readonly string[] }

/** A line may hold thousands of unknown keys, and a message should not. */
const longestKey = 40

export function checkLine(value: unknown): CheckedLine {
  const parsed = z.safeParse(measurementSchema, value)
  return parsed.success ? { measurement: parsed.data } : { problems: parsed.error.issues.flatMap(problemsOf) }
}

function problemsOf(issue: z.core.$ZodIssue): readonly string[] {
  const place = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(place, key))
  return [`${place === '' ? 'the line' : place} ${issue.message}`]
}

function unknownKey(place: string, key: string): string {
  const known = place === '' ? knownKeys.line : knownKeys.statistic
  const shown = key.slice(0, longestKey)
  const near = nearest(shown, known)
  const advice = near === undefined ? `known are ${known.join(', ')}` : `the nearest known one is "${near}"`
  return `${JSON.stringify(shown)}${place === '' ? '' : ` in ${place}`} is not a known key; ${advice}`
}
