/** @throws RangeError if an option is not a number of the range, both ends included */
export function within(name: string, value: number, low: number, high: number): number {
  if (value >= low && value <= high) return value
  throw new RangeError(`${name} is ${value}, not from ${low} to ${high}`)
}

/** @throws RangeError if an option is not a whole number of the range, both ends included */
export function wholeWithin(name: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value)) return within(name, value, low, high)
  throw new RangeError(`${name} is ${value}, not a whole number`)
}
