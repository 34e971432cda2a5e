import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { Placement } from '../analysis/placement.ts'
import { matchOperators } from './match-operators.ts'

/** An operator that runs on the CPU by what is predicted, by what the compiler did, or by both. */
export interface PlacementPair {
  readonly kind: string
  /** Name of its first output. */
  readonly output: string
  /** Its place in the plain model; null for one that only the compiled model has. */
  readonly plainIndex: number | null
  /** Its place in the compiled model; null where the compiler mapped it. */
  readonly compiledIndex: number | null
  /** Null where the plain model has no such operator. */
  readonly predicted: Placement['device'] | null
  readonly actual: Placement['device']
  /** Why it was placed so in the prediction, as a clause; null where there is none. */
  readonly because: string | null
}

/** The operators on the CPU of a plain model and of what the compiler made of it, in the order of the plain one. */
export function pairPlacements(
  plain: readonly OperatorAnalysis[],
  compiled: readonly OperatorAnalysis[],
): PlacementPair[] {
  const left = compiled.filter(({ placement }) => placement.device === 'cpu')
  const counterparts = findCounterparts(plain, left)
  const paired = plain.flatMap((operator): PlacementPair[] => {
    const other = counterparts.get(operator)
    const { kind, output, index, placement } = operator
    if (other === undefined && placement.device === 'edgetpu') return []
    return [
      {
        kind,
        output,
        plainIndex: index,
        compiledIndex: other?.index ?? null,
        predicted: placement.device,
        actual: other === undefined ? 'edgetpu' : 'cpu',
        because: placement.clause,
      },
    ]
  })
  const found = new Set(counterparts.values())
  const added = left.filter((operator) => !found.has(operator)).map(({ kind, output, index }): PlacementPair => ({
    kind, output, plainIndex: null, compiledIndex: index, predicted: null, actual: 'cpu', because: null,
  }))
  return [...paired, ...added]
}

/** By kind and name, which the compiler keeps; those without a name of their own by what they are and their order. */
function findCounterparts(
  plain: readonly OperatorAnalysis[],
  left: readonly OperatorAnalysis[],
): ReadonlyMap<OperatorAnalysis, OperatorAnalysis> {
  const [named, leftNamed] = [byOwnName(plain), byOwnName(left)]
  const counterparts = new Map<OperatorAnalysis, OperatorAnalysis>()
  for (const [name, operator] of leftNamed) {
    const counterpart = named.get(name)
    if (counterpart !== undefined) counterparts.set(counterpart, operator)
  }
  const found = new Set(counterparts.values())
  const others = left.filter((operator) => !found.has(operator))
  const rest = plain.filter((operator) => !counterparts.has(operator))
  for (const { base, head } of others.length === 0 ? [] : matchOperators(rest, others)) {
    if (base !== undefined && head !== undefined) counterparts.set(base, head)
  }
  return counterparts
}

/** Operators by kind and name, without those that share both with another one. */
function byOwnName(operators: readonly OperatorAnalysis[]): ReadonlyMap<string, OperatorAnalysis> {
  const named = new Map<string, OperatorAnalysis>()
  const shared = new Set<string>()
  for (const operator of operators) {
    const name = `${operator.kind} ${operator.output}`
    if (operator.output === '' || named.has(name)) shared.add(name)
    named.set(name, operator)
  }
  for (const name of shared) named.delete(name)
  return named
}
