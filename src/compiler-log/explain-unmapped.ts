import type { CompiledModel, LoggedOperator } from './compiler-log.ts'
import { explainStatus, type StatusExplanation } from './statuses.ts'
import type { PlacedOperator } from './suspects.ts'

/** Operators of one kind that the compiler left on the CPU, and why. */
export interface UnmappedOperators {
  readonly row: LoggedOperator
  readonly why: StatusExplanation
  /** Places in the main subgraph of those that are likely meant; empty where nothing tells. */
  readonly likelyIndices: readonly number[]
}

/**
 * The rows of the compiler's table that are not mapped, each explained.
 * @param operators of the plain model, as the analysis places them: the table has only kinds and counts, they tell
 * which operators are likely meant
 */
export function explainUnmapped(
  { operators: rows }: CompiledModel,
  operators: readonly PlacedOperator[] = [],
): readonly UnmappedOperators[] {
  return rows
    .filter(({ device }) => device === 'cpu')
    .map((row) => {
      const why = explainStatus(row.status)
      return { row, why, likelyIndices: likelyIndices(row, why, operators) }
    })
}

function likelyIndices(
  { kind, count }: LoggedOperator,
  { reasons }: StatusExplanation,
  operators: readonly PlacedOperator[],
): readonly number[] {
  const ofKind = operators.filter((operator) => nameInTable(operator) === kind)
  const onCpu = ofKind.filter(({ placement }) => placement.device === 'cpu')
  const alike = onCpu.filter(({ placement }) => reasons.includes(placement.reason))
  const unsure = ofKind.filter(({ placement }) => placement.support === 'unverified')
  const all = ofKind.length === count ? ofKind : []
  const likely = [alike, onCpu, unsure, all].find(({ length }) => length > 0) ?? []
  return likely.map(({ index }) => index)
}

/** The table has one name for all custom operators. */
function nameInTable({ kind, placement }: PlacedOperator): string {
  return placement.reason === 'custom' ? 'CUSTOM' : kind
}
