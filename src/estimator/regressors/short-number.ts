/** Of a leaf: its value is a mean of measurements, which are never known to a millionth. */
const digits = 6
/** That tell any two numbers apart. */
const allDigits = 17

/** The number with six digits, which JSON writes in short. */
export function shortened(value: number): number {
  return Number(value.toPrecision(digits))
}

/**
 * A number of few digits with `low` at or below and `high` above it, near the middle of the two: in the middle half
 * where there is a number.
 * @param low less than `high`
 */
export function numberBetween(low: number, high: number): number {
  const middle = low / 2 + high / 2
  for (let precision = 1; precision < allDigits; precision++) {
    const short = Number(middle.toPrecision(precision))
    if (Math.abs(short - middle) <= high / 4 - low / 4 && short >= low && short < high) return short
  }
  return middle >= low && middle < high ? middle : low
}
