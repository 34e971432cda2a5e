import * as z from 'zod/mini'
import { nearest } from '../nearest.ts'

/** The form of a line. */
export interface LineForm<Line> {
  readonly schema: z.ZodMiniType<Line>
  /** The keys that are known at a place of the line, such as `latencyMs`; '' is the line itself. */
  keysAt(place: string): readonly string[]
}

/** A valid line, or all that is wrong with it. */
export type CheckedLine<Line> =
  | { readonly value: Line; readonly problems?: undefined }
  | { readonly problems: readonly string[] }

/** A line may hold thousands of unknown keys, and a message should not. */
const longestKey = 40
/** Problems of a line that a message lists. */
const problemsNamed = 5

export function checkLine<Line>(value: unknown, { schema, keysAt }: LineForm<Line>): CheckedLine<Line> {
  const parsed = z.safeParse(schema, value)
  return parsed.success
    ? { value: parsed.data }
    : { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, keysAt)) }
}

/** What is wrong with a line, as one sentence without a full stop. */
export function joinProblems(problems: readonly string[]): string {
  const rest = problems.length - problemsNamed
  return `${problems.slice(0, problemsNamed).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`
}

function problemsOf(issue: z.core.$ZodIssue, keysAt: LineForm<unknown>['keysAt']): readonly string[] {
  const place = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(place, key, keysAt(place)))
  return [`${place === '' ? 'the line' : place} ${issue.message}`]
}

function unknownKey(place: string, key: string, known: readonly string[]): string {
  const shown = key.slice(0, longestKey)
  const near = nearest(shown, known)
  const advice = near === undefined ? `known are ${known.join(', ')}` : `the nearest known one is "${near}"`
  return `${JSON.stringify(shown)}${place === '' ? '' : ` in ${place}`} is not a known key; ${advice}`
}
