import { analyse } from '../analysis/analyse.ts'
import type { Analysis, OperatorAnalysis } from '../analysis/analysis.ts'
import { placeOperators } from '../analysis/placement.ts'
import type { Network } from '../model/network.ts'
import {
  type InputSize,
  measure,
  type Measures,
  type PlacementAdvice,
  type Replacement,
  type ResultSize,
} from './advice.ts'
import { dropConversions, replaceOperators } from './replace.ts'
import { resizeResult } from './resize.ts'
import { largestWith } from './search.ts'
import { largestSmallerInput } from './smaller-input.ts'

/** Kinds of operators that advice is given on, those first that most others follow to the CPU. */
const mostKinds = 6

/** What to do about operators on the CPU, but for conversions at the ends of the network. */
export function adviseOnPlacement(network: Network, analysis: Analysis): PlacementAdvice[] {
  const before = measure(analysis)
  const conversions = new Set(dropConversions(network).removed)
  return groupByKind(analysis.operators, conversions)
    .slice(0, mostKinds)
    .map((group): PlacementAdvice => {
      const { first, operators, followers } = group
      return {
        kind: 'placement',
        operators,
        clause: first.placement.clause,
        followers,
        smallerInput: isConstrained(first) ? smallerInput(network, before, operators) : null,
        smallerResult: isConstrained(first) ? smallerResult(network, before, first) : null,
        replacement: replacementOf(network, analysis, before, first.kind),
      }
    })
    .filter((one) => one.followers.length > 0 || one.smallerInput || one.smallerResult || one.replacement)
}

/** Operators of a kind that run on the CPU of their own accord, and those that follow them. */
interface Group {
  readonly first: OperatorAnalysis
  readonly operators: number[]
  readonly followers: number[]
}

function groupByKind(operators: readonly OperatorAnalysis[], without: ReadonlySet<number>): Group[] {
  const groups = new Map<string, Group>()
  const groupOf = new Map<number, Group>()
  for (const operator of operators) {
    const { device, blockedBy } = operator.placement
    if (device !== 'cpu' || blockedBy !== null || without.has(operator.index)) continue
    const group = groups.get(operator.kind) ?? { first: operator, operators: [], followers: [] }
    group.operators.push(operator.index)
    groups.set(operator.kind, group)
    groupOf.set(operator.index, group)
  }
  for (const { index, placement } of operators) {
    if (placement.blockedBy !== null) groupOf.get(placement.blockedBy)?.followers.push(index)
  }
  return [...groups.values()].sort((a, b) => b.followers.length - a.followers.length)
}

/** Whether it is a size or an option that keeps the operator off the Edge TPU, and not what it is. */
function isConstrained({ placement }: OperatorAnalysis): boolean {
  return placement.reason === 'constraint'
}

function smallerInput(network: Network, before: Measures, operators: readonly number[]): InputSize | null {
  return largestSmallerInput(network, before, (smaller) => isMapped(smaller, operators))
}

function isMapped(network: Network, operators: readonly number[]): boolean {
  const placements = placeOperators(network)
  return operators.every((operator) => placements[operator]?.device === 'edgetpu')
}

/** The largest size that an operator can resize to on the Edge TPU, with the ratio of its height and width. */
function smallerResult(network: Network, before: Measures, { index, shape }: OperatorAnalysis): ResultSize | null {
  const [, height = 1, width = 1] = shape
  const sizeOf = (lines: number): ResultSize['size'] => ({
    height: lines,
    width: Math.max(1, Math.round((lines * width) / height)),
  })
  if (network.operators[index]?.kind.startsWith('RESIZE') !== true) return null
  const lines = largestWith(1, height - 1, (count) => {
    const transformation = resizeResult(network, index, sizeOf(count))
    return transformation.kind === 'changed' && isMapped(transformation.network, [index])
  })
  const changed = lines === undefined ? undefined : resizeResult(network, index, sizeOf(lines))
  if (lines === undefined || changed?.kind !== 'changed') return null
  const effect = { before, after: measure(analyse(changed.network)) }
  return { operator: index, size: sizeOf(lines), sizeBefore: { height, width }, effect }
}

/** Replaces also those of the kind that follow others, since the next one would end the partition in turn. */
function replacementOf(network: Network, { operators }: Analysis, before: Measures, kind: string): Replacement | null {
  const indices = operators.flatMap((operator) =>
    operator.kind === kind && operator.placement.device === 'cpu' ? [operator.index] : [],
  )
  const after = measure(analyse(replaceOperators(network, indices)))
  return after.cpuOperators < before.cpuOperators ? { operators: indices, effect: { before, after } } : null
}
