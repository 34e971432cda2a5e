import { sumOf } from '../../analysis/sum.ts'
import { Random } from '../../random.ts'
import { randomGoal } from './goals.ts'
import { type Quantities, quantityNames, type QuantityName } from './quantities.ts'
import type { Range, Space } from './space.ts'

/** How evenly a sample fills its space, beside as many points that are drawn at random. */
export interface Coverage {
  /** Cells on each side of the plane of two quantities. */
  readonly cellsPerSide: number
  /** Cells that some network can lie in, over the planes of all pairs of quantities. */
  readonly reachableCells: number
  /** Share of them with a network in it, and what random points would hit. */
  readonly hitShare: number
  readonly randomHitShare: number
  /**
   * For each quantity, by how much the share of networks below any value differs at most from that of the space (the
   * statistic of Kolmogorov and Smirnov); 0 is a perfect spread.
   */
  readonly discrepancy: Quantities
  readonly randomDiscrepancy: Quantities
}

/** Coarse enough that a few hundred networks can hit most cells. */
const cellsPerSide = 12

/** Random points that stand for the whole space. */
const referencePoints = 8_192
/** A cell with fewer of them is a corner that hardly any network falls into. */
const leastInCell = 4
/** Random samples that the sample is compared with; what they reach is averaged. */
const rivals = 5

const pairs = quantityNames.flatMap((x, index) => quantityNames.slice(index + 1).map((y) => [x, y] as const))

export function measureCoverage(sample: readonly Quantities[], space: Space): Coverage {
  const random = new Random(0)
  const points = (count: number): readonly Quantities[] =>
    Array.from({ length: count }, () => randomGoal(space, random))
  const reference = points(referencePoints)
  const reachable = reachableCells(reference, space)
  const samples = Array.from({ length: rivals }, () => points(Math.min(sample.length, referencePoints)))
  const mean = (value: (rival: readonly Quantities[]) => number): number => sumOf(samples, value) / rivals
  const sorted = byQuantity((name) => valuesOf(reference, name))
  return {
    cellsPerSide,
    reachableCells: reachable.size,
    hitShare: hitShare(sample, reachable, space),
    randomHitShare: mean((rival) => hitShare(rival, reachable, space)),
    discrepancy: byQuantity((name) => largestDifference(valuesOf(sample, name), sorted[name])),
    randomDiscrepancy: byQuantity((name) => mean((rival) => largestDifference(valuesOf(rival, name), sorted[name]))),
  }
}

export function byQuantity<Value>(valueOf: (name: QuantityName) => Value): Readonly<Record<QuantityName, Value>> {
  return {
    macs: valueOf('macs'),
    parameterBytes: valueOf('parameterBytes'),
    activationBytes: valueOf('activationBytes'),
    depth: valueOf('depth'),
    inputBytes: valueOf('inputBytes'),
  }
}

function valuesOf(points: readonly Quantities[], name: QuantityName): Float64Array {
  return Float64Array.from(points, (point) => point[name]).sort()
}

function reachableCells(reference: readonly Quantities[], space: Space): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const cell of reference.flatMap((point) => cellsOf(point, space))) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  return new Set([...counts].filter(([, count]) => count >= leastInCell).map(([cell]) => cell))
}

function hitShare(points: readonly Quantities[], reachable: ReadonlySet<string>, space: Space): number {
  const hit = new Set(points.flatMap((point) => cellsOf(point, space)).filter((cell) => reachable.has(cell)))
  return hit.size / reachable.size
}

/** A point's cell in each plane; none where it lies outside. */
function cellsOf(point: Quantities, { ranges }: Space): readonly string[] {
  const places = byQuantity((name) => placeIn(ranges[name], point[name]))
  return pairs.flatMap(([x, y]) => {
    const [column, row] = [places[x], places[y]]
    return column === undefined || row === undefined ? [] : [`${x} ${y} ${column} ${row}`]
  })
}

function placeIn([low, high]: Range, value: number): number | undefined {
  if (value < low || value > high) return undefined
  if (low === high) return 0
  return Math.min(cellsPerSide - 1, Math.floor((cellsPerSide * Math.log(value / low)) / Math.log(high / low)))
}

/** The largest distance between two distributions, each given by its values in order. */
export function largestDifference(first: Float64Array, second: Float64Array): number {
  let [left, right, most] = [0, 0, 0]
  while (left < first.length && right < second.length) {
    const value = Math.min(first[left] ?? Infinity, second[right] ?? Infinity)
    while (left < first.length && (first[left] ?? Infinity) <= value) left++
    while (right < second.length && (second[right] ?? Infinity) <= value) right++
    most = Math.max(most, Math.abs(left / first.length - right / second.length))
  }
  return most
}
