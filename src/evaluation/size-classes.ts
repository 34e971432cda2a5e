import { type Accuracy, accuracyOf, type JudgedEstimate } from '../estimator/accuracy.ts'

/** The accuracy of estimates of similar measured values, from the least of them to the most. */
export interface SizeClass extends Accuracy {
  readonly low: number
  readonly high: number
}

const usualClasses = 4

/**
 * Estimates by their measured value, in classes of about as many each, from small to large. Equal values are of one
 * class, so that there are fewer classes where values repeat.
 */
export function sizeClasses(estimates: readonly JudgedEstimate[], classes: number = usualClasses): SizeClass[] {
  const sorted = estimates.toSorted((a, b) => a.measured - b.measured)
  const members = Array.from({ length: classes }, (): JudgedEstimate[] => [])
  let index = 0
  for (const [position, estimate] of sorted.entries()) {
    const isRepeated = estimate.measured === sorted[position - 1]?.measured
    if (!isRepeated) index = Math.floor((position * classes) / sorted.length)
    members[index]?.push(estimate)
  }
  return members.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)]
    if (first === undefined || last === undefined) return []
    return [{ low: first.measured, high: last.measured, ...accuracyOf(group) }]
  })
}
