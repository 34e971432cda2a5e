import { Random } from '../../random.ts'

/** Places of samples to learn from, and of samples to test on. */
export interface Split {
  readonly training: readonly number[]
  readonly testing: readonly number[]
}

/**
 * Splits by which each sample is tested once, by what was learnt from the others: parts of about equal size.
 * @param groups a number for each sample; a group is in one part whole. Give each its own for random parts
 * @param count of the parts; fewer where there are fewer groups
 * @throws RangeError if there are less than two groups or parts
 */
export function foldsOf(groups: readonly number[], count: number, seed: number): readonly Split[] {
  const members = new Map<number, number[]>()
  for (const [index, group] of groups.entries()) {
    const known = members.get(group)
    if (known === undefined) members.set(group, [index])
    else known.push(index)
  }
  const parts = Math.min(count, members.size)
  if (parts < 2) throw new RangeError(`${members.size} groups do not make ${count} parts`)
  const ordered = shuffled([...members.values()], seed).toSorted((a, b) => b.length - a.length)
  const folds = Array.from({ length: parts }, (): number[] => [])
  // Large groups first, each to the part that has least.
  for (const group of ordered) {
    folds.reduce((least, fold) => (fold.length < least.length ? fold : least)).push(...group)
  }
  return folds.map((testing) => splitOf(groups.length, testing))
}

/** Each sample on its own: the groups of random parts. */
export function singly(samples: readonly unknown[]): readonly number[] {
  return samples.map((_, index) => index)
}

/** Learn from the samples of the least values, test on the others. */
export function extrapolationSplit(values: readonly number[], share = 0.7): Split {
  const ascending = [...values.keys()].toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  return splitOf(values.length, ascending.slice(Math.floor(share * values.length)))
}

/** In an order that the seed decides. */
export function shuffled<T>(values: readonly T[], seed: number): T[] {
  return new Random(seed).order(values.length).toReversed().flatMap((index) => values.slice(index, index + 1))
}

function splitOf(count: number, testing: readonly number[]): Split {
  const tested = new Set(testing)
  const all = Array.from({ length: count }, (_, index) => index)
  return { training: all.filter((index) => !tested.has(index)), testing: testing.toSorted((a, b) => a - b) }
}
