import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { Suspicion } from './failures.ts'

/** What is asked of the operators of a plain model. */
export type PlacedOperator = Pick<OperatorAnalysis, 'index' | 'kind' | 'placement' | 'isDynamic' | 'activationBytes'>

/** An operator that a failure is likely about. */
export interface Suspect {
  /** Place in the main subgraph, from 0; null where it is not known which one of its kind it is. */
  readonly index: number | null
  readonly kind: string
  /** Whether the compiler itself names it. */
  readonly source: 'log' | 'placement'
  /** Why, as a clause that follows "because". */
  readonly clause: string
}

/** More than these are no help. */
const mostSuspects = 3

/** The operators that are most likely the cause of a failure of which the log names none, the likeliest first. */
export function suspectsFor(suspicion: Suspicion, operators: readonly PlacedOperator[]): readonly Suspect[] {
  switch (suspicion) {
    case 'not-quantised':
      return byPlacement(operators.filter(({ placement }) => placement.reason === 'type'))
    case 'dynamic':
      return operators.filter(({ isDynamic }) => isDynamic).slice(0, mostSuspects).map(dynamic)
    case 'largest-activation':
      return largest(operators)
    case 'unsure':
      return [...byPlacement(operators.filter(isUnsure)), ...largest(operators)].filter(isFirst).slice(0, mostSuspects)
  }
}

function isUnsure({ placement }: PlacedOperator): boolean {
  return placement.device === 'edgetpu' && placement.support === 'unverified'
}

function isFirst({ index }: Suspect, place: number, suspects: readonly Suspect[]): boolean {
  return suspects.findIndex((other) => other.index === index) === place
}

function byPlacement(operators: readonly PlacedOperator[]): readonly Suspect[] {
  return operators.slice(0, mostSuspects).map(({ index, kind, placement }) => ({
    index,
    kind,
    source: 'placement',
    clause: placement.support === 'unverified' ? 'it is not certain that the compiler maps it' : placement.clause,
  }))
}

function dynamic({ index, kind }: PlacedOperator): Suspect {
  return { index, kind, source: 'placement', clause: 'one of its shapes is known only at run time' }
}

/** The operator on the Edge TPU that writes most. */
function largest(operators: readonly PlacedOperator[]): readonly Suspect[] {
  const mapped = operators.filter(({ placement }) => placement.device === 'edgetpu')
  const [first, ...others] = mapped
  if (first === undefined) return []
  const most = others.reduce((best, one) => (one.activationBytes > best.activationBytes ? one : best), first)
  const clause = `it writes ${most.activationBytes} bytes, the most of all operators for the Edge TPU`
  return [{ index: most.index, kind: most.kind, source: 'placement', clause }]
}
