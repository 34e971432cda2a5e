import type { FailedLog } from './compiler-log.ts'
import { type FailureRule, failureRules } from './failures.ts'
import { type PlacedOperator, type Suspect, suspectsFor } from './suspects.ts'

/** Why a compilation failed, in words. */
export interface FailureExplanation {
  /** Which text it was, for instance `activations`; `unknown` for one that is not in the list. */
  readonly kind: string
  /** The line of the log that says most. */
  readonly message: string
  /** A sentence without a full stop. */
  readonly explanation: string
  /** What to do, as a sentence without a full stop. */
  readonly hint: string
  /** Operators that it is likely about, the likeliest first. */
  readonly suspects: readonly Suspect[]
  /** Whether the same model may compile the next time. */
  readonly mayPassLater: boolean
}

/**
 * Explains why a model did not compile.
 * @param operators of the plain model, as the analysis places them: where the log names no operator, they tell the
 * likely ones
 */
export function explainFailure({ messages }: FailedLog, operators: readonly PlacedOperator[] = []): FailureExplanation {
  for (const rule of failureRules) {
    for (const message of messages) {
      const found = rule.pattern.exec(message)
      if (found !== null) return explain(rule, message, suspectsOf(rule, messages, operators))
    }
  }
  return {
    kind: 'unknown',
    message: messages[0] ?? '',
    explanation: 'The compiler has failed for a reason that is not known here',
    hint: 'Read its message; the vendor answers at https://github.com/google-coral/edgetpu/issues',
    suspects: suspectsFor('unsure', operators),
    mayPassLater: true,
  }
}

function explain(
  { kind, explanation, hint, mayPassLater }: FailureRule,
  message: string,
  suspects: readonly Suspect[],
): FailureExplanation {
  return { kind, message, explanation, hint, suspects, mayPassLater: mayPassLater === true }
}

function suspectsOf(
  { suspicion }: FailureRule,
  messages: readonly string[],
  operators: readonly PlacedOperator[],
): readonly Suspect[] {
  const named = messages.flatMap((message) => namedIn(message, operators) ?? [])
  // One line may name the kind, and the next one the operator.
  const [likeliest] = [...named.filter(({ index }) => index !== null), ...named]
  if (likeliest !== undefined) return [likeliest]
  return suspicion === undefined ? [] : suspectsFor(suspicion, operators)
}

/** The operator that a message names. */
function namedIn(message: string, operators: readonly PlacedOperator[]): Suspect | undefined {
  for (const { pattern } of failureRules) {
    const { kind, index } = pattern.exec(message)?.groups ?? {}
    if (kind === undefined) continue
    const place = index === undefined ? onlyOneOf(kind, operators) : Number(index)
    return { index: place, kind, source: 'log', clause: 'the compiler names it' }
  }
  return undefined
}

function onlyOneOf(kind: string, operators: readonly PlacedOperator[]): number | null {
  const [first, ...others] = operators.filter((operator) => operator.kind === kind)
  return first !== undefined && others.length === 0 ? first.index : null
}
