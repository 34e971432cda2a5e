import type { Analysis, OperatorAnalysis } from '../analysis/analysis.ts'
import { formatCount, plural } from './format.ts'
import { timeKeys } from './latency-terms.ts'
import { nameOf } from './operators.ts'
import type { Cause } from './report.ts'

/** Operators that run on the CPU for one and the same reason. */
interface Group {
  readonly clause: string
  readonly first: OperatorAnalysis
  count: number
  /** Operators that run there only because they depend on one of these. */
  followers: number
}

/** Why operators run on the CPU: one sentence for each reason, the one that concerns most operators first. */
export function explainPlacement({ operators }: Analysis): Cause[] {
  return groupByReason(operators)
    .sort((a, b) => b.count + b.followers - a.count - a.followers)
    .map((group) => ({ code: 'cpu', keys: [...timeKeys, 'cpuOperators'], text: placementSentence(group) }))
}

function groupByReason(operators: readonly OperatorAnalysis[]): Group[] {
  const groups = new Map<string, Group>()
  const groupOf = new Map<number, Group>()
  for (const operator of operators) {
    const { device, blockedBy, clause } = operator.placement
    if (device !== 'cpu' || blockedBy !== null) continue
    const group = groups.get(clause) ?? { clause, first: operator, count: 0, followers: 0 }
    group.count++
    groups.set(clause, group)
    groupOf.set(operator.index, group)
  }
  for (const { placement } of operators) {
    const group = placement.blockedBy === null ? undefined : groupOf.get(placement.blockedBy)
    if (group !== undefined) group.followers++
  }
  return [...groups.values()]
}

function placementSentence({ first, count, clause, followers }: Group): string {
  const others = count - 1
  const sentence =
    others === 0
      ? `${nameOf(first)} runs on the CPU because ${clause}.`
      : `${nameOf(first)} and ${plural(others, 'other operator')} run on the CPU, each because ${clause}.`
  if (followers === 0) return sentence
  const object = others === 0 ? 'it' : 'them'
  return followers === 1
    ? `${sentence} 1 operator that depends on ${object} runs there too.`
    : `${sentence} ${formatCount(followers)} operators that depend on ${object} run there too.`
}
