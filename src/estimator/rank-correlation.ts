/**
 * Spearman's rank correlation, from -1 to 1: the correlation of ranks, where equal values share the mean of the ranks
 * that they take up. Null where there are fewer than two pairs or one side does not vary.
 * @param b as long as `a`
 */
export function spearmanCorrelation(a: readonly number[], b: readonly number[]): number | null {
  return correlation(meanRanks(a), meanRanks(b))
}

/** The rank of each value, counted from 1; equal values have the mean of theirs. */
export function meanRanks(values: readonly number[]): Float64Array {
  const order = Float64Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Float64Array(values.length)
  let start = 0
  while (start < order.length) {
    let end = start + 1
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++
    for (const index of order.subarray(start, end)) ranks[index] = (start + 1 + end) / 2
    start = end
  }
  return ranks
}

/** Pearson's correlation of ranks, whose mean is always that of the first and the last. */
function correlation(a: Float64Array, b: Float64Array): number | null {
  const mean = (a.length + 1) / 2
  let [both, ofA, ofB] = [0, 0, 0]
  a.forEach((rank, index) => {
    const [fromA, fromB] = [rank - mean, (b[index] ?? mean) - mean]
    both += fromA * fromB
    ofA += fromA ** 2
    ofB += fromB ** 2
  })
  return ofA === 0 || ofB === 0 ? null : both / Math.sqrt(ofA * ofB)
}
