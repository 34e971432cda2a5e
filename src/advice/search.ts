/** How far beyond the largest number that was found others are tried. */
const lookAhead = 4

/**
 * The largest of the whole numbers from `low` to `high` that has a property; the next one, if any, has not. Halves the
 * range, as if all smaller ones had it too, and then looks a little further, since that is not quite so: layers of
 * the cache's rule may change places.
 */
export function largestWith(low: number, high: number, holds: (value: number) => boolean): number | undefined {
  if (low > high || !holds(low)) return undefined
  let found = low
  let beyond = high + 1
  while (beyond - found > 1) {
    const middle = Math.floor((found + beyond) / 2)
    if (holds(middle)) found = middle
    else beyond = middle
  }
  for (let value = found + 1; value <= Math.min(high, found + lookAhead); value++) if (holds(value)) found = value
  return found
}
