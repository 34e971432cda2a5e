/**
 * The value that half of the weight lies below and half above; halfway between two values where both divide it. Whole
 * weights count as repetitions.
 * @param values at least one
 * @param weights one above 0 for each value
 */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  let half = 0
  for (const weight of weights) half += weight / 2
  let below = 0
  for (const [place, index] of order.entries()) {
    below += weights[index] ?? 0
    const value = values[index] ?? 0
    if (below > half) return value
    if (below === half) {
      const next = values[order[place + 1] ?? index] ?? value
      return value / 2 + next / 2
    }
  }
  return values[order.at(-1) ?? 0] ?? 0
}
