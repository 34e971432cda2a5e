export interface SearchSettings {
  readonly dimensions: number
  /** How many points are tried before the best one is improved. */
  readonly starts: number
  /** The most points that are tried in all. */
  readonly evaluations: number
  /** A value that is small enough to stop at. */
  readonly good: number
}

const firstStep = 0.2
const leastStep = 0.01

/**
 * Looks for a point of the unit cube where a function is small: the best of a few spread points, from which it goes
 * along the axes in steps that shrink (R. Hooke and T. Jeeves, "Direct search", Journal of the ACM 8(2), 1961).
 */
export function minimise(evaluate: (point: readonly number[]) => number, settings: SearchSettings): void {
  const { dimensions, starts, evaluations, good } = settings
  let left = evaluations
  let best: { readonly point: readonly number[]; readonly value: number } = { point: [], value: Infinity }
  const improves = (point: readonly number[]): boolean => {
    left--
    const value = evaluate(point)
    const isBetter = value < best.value || best.point.length === 0
    if (isBetter) best = { point, value }
    return isBetter
  }
  const isDone = (): boolean => left <= 0 || best.value <= good
  for (let start = 0; start < starts && !isDone(); start++) improves(spreadPoint(start, dimensions))
  for (let step = firstStep; step >= leastStep && !isDone(); ) {
    const hasMoved = axisSteps(dimensions, step).some((move) => {
      if (isDone()) return false
      const moved = best.point.map((coordinate, axis) => clamp(coordinate + (move[axis] ?? 0)))
      return improves(moved)
    })
    if (!hasMoved) step /= 2
  }
}

/** Additive recurrence on square roots of primes (R. D. Richtmyer, 1951): the middle of the cube comes first. */
function spreadPoint(index: number, dimensions: number): readonly number[] {
  const primes = [2, 3, 5, 7, 11, 13]
  return Array.from({ length: dimensions }, (_, axis) => (0.5 + index * Math.sqrt(primes[axis] ?? 17)) % 1)
}

function axisSteps(dimensions: number, step: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 * dimensions }, (_, index) =>
    Array.from({ length: dimensions }, (__, axis) => (axis === index >> 1 ? (index % 2 === 0 ? step : -step) : 0)),
  )
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
