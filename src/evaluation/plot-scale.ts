export type Domain = readonly [low: number, high: number]

/** Beyond the measured values by more than this factor, an estimate is drawn at the edge. */
const farthest = 4

/** Share of its width by which a domain goes beyond what it must hold, so that marks at the edge are seen whole. */
const room = 0.04

/**
 * The part of a logarithmic scale that holds measured values, and the estimates that are not far beyond them.
 * @param measured more than 0, one at least
 */
export function logDomain(measured: readonly number[], estimated: readonly number[]): Domain {
  const [least, most] = extent(measured)
  const [lowest, highest] = extent([...measured, ...estimated])
  const low = Math.max(lowest, least / farthest)
  const high = Math.min(highest, most * farthest)
  const factor = Math.max((high / low) ** room, 1.01)
  return [low / factor, high * factor]
}

/** The least and the most, of however many. */
function extent(values: readonly number[]): Domain {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  return [low, high]
}

export function clamp(value: number, [low, high]: Domain): number {
  return Math.min(high, Math.max(low, value))
}

const fewest = 3
const most = 8

/** Round values on a logarithmic scale: 1, 2, 5 and so on, powers of ten where these are many, else equal steps. */
export function logTicks(domain: Domain): readonly number[] {
  const fine = decades(domain, [1, 2, 5])
  if (fine.length < fewest) return linearTicks(domain)
  return fine.length <= most ? fine : decades(domain, [1])
}

function decades([low, high]: Domain, digits: readonly number[]): readonly number[] {
  const first = Math.floor(Math.log10(low))
  const count = Math.ceil(Math.log10(high)) - first + 1
  const powers = Array.from({ length: count }, (_, index) => first + index)
  const values = powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
  return values.filter((value) => value >= low && value <= high)
}

const steps = 5

function linearTicks([low, high]: Domain): readonly number[] {
  const rough = (high - low) / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}
