import { PreciousError } from '../errors.ts'

/** What a quantity measures. Each has its own fixed list of units. */
export type Dimension = 'time' | 'throughput' | 'power' | 'energy' | 'bytes' | 'count' | 'percentage'

interface Unit {
  /** Power of ten that leads to the dimension's own unit. Kept apart from `factor`, so that decimals stay exact. */
  readonly exponent: number
  readonly factor: number
}

interface DimensionRules {
  readonly noun: string
  readonly example: string
  readonly units: Readonly<Record<string, Unit>>
  /** In the dimension's own unit. A limit above it cannot be meant for one inference: a unit was mistaken. */
  readonly largest: number
}

function decimal(exponent: number): Unit {
  return { exponent, factor: 1 }
}

function times(factor: number): Unit {
  return { exponent: 0, factor }
}

const rules: Readonly<Record<Dimension, DimensionRules>> = {
  time: {
    noun: 'a time',
    example: '12 ms',
    units: { us: decimal(-3), ms: decimal(0), s: decimal(3) },
    largest: 24 * 60 * 60 * 1000,
  },
  throughput: { noun: 'a throughput', example: '30 fps', units: { fps: decimal(0) }, largest: 1e6 },
  power: { noun: 'a power', example: '2 W', units: { mW: decimal(-3), W: decimal(0) }, largest: 1000 },
  energy: {
    noun: 'an energy',
    example: '20 mJ',
    units: { uJ: decimal(-3), mJ: decimal(0), J: decimal(3), mWh: times(3600) },
    largest: 1e9,
  },
  bytes: {
    noun: 'a number of bytes',
    example: '8 MiB',
    units: {
      B: decimal(0),
      KB: decimal(3),
      KiB: times(1024),
      MB: decimal(6),
      MiB: times(1024 ** 2),
      GB: decimal(9),
      GiB: times(1024 ** 3),
    },
    largest: 1024 ** 4,
  },
  count: { noun: 'a count', example: '3', units: {}, largest: 1e9 },
  percentage: { noun: 'a percentage', example: '5 %', units: { '%': decimal(-2) }, largest: 100 },
}

const dimensions: readonly Dimension[] = ['time', 'throughput', 'power', 'energy', 'bytes', 'count', 'percentage']

/** The units a quantity of `dimension` may be written in, smallest first; none for counts. */
export function unitsOf(dimension: Dimension): readonly string[] {
  return Object.keys(rules[dimension].units)
}

/** A well-formed quantity of `dimension`, as a hint to the user. */
export function exampleOf(dimension: Dimension): string {
  return rules[dimension].example
}

/** What a quantity of `dimension` is called in a sentence, with its article. */
export function nounOf(dimension: Dimension): string {
  return rules[dimension].noun
}

/** A regular expression that well-formed quantities of `dimension` match, for editors. */
export function patternOf(dimension: Dimension): string {
  const units = unitsOf(dimension).join('|')
  return String.raw`^\s*\d+(\.\d+)?\s*${units === '' ? '' : `(${units})\\s*`}$`
}

/**
 * Reads a quantity: a decimal number, then its unit, with or without a space between (`12 ms`, `2.5mJ`).
 * Units are case-sensitive, since mW and MW differ by nine orders of magnitude; KB is 1000 bytes and KiB is 1024.
 * Exponents (`1e3 ms`), signs and digit separators are refused: a limit should be readable at a glance.
 * @param value a text, or for counts a plain number
 * @returns milliseconds, frames per second, watts, millijoules, bytes, a count, or a share of 1 for percentages
 * @throws PreciousError `quantity/invalid`
 */
export function parseQuantity(value: string | number, dimension: Dimension): number {
  return typeof value === 'number' ? readNumber(value, dimension) : readText(value, dimension)
}

function readNumber(value: number, dimension: Dimension): number {
  if (!Number.isFinite(value)) throw invalid(`${value} is not ${nounOf(dimension)}`, `Write "${exampleOf(dimension)}"`)
  if (dimension !== 'count' && value >= 0) throw withoutUnit(String(value), dimension)
  return inRange(value, String(value), dimension)
}

function readText(text: string, dimension: Dimension): number {
  const [, digits, unitText = ''] = /^(-?\d+(?:\.\d+)?)\s*(.*)$/s.exec(text.trim()) ?? []
  const example = `Write ${nounOf(dimension)} such as "${exampleOf(dimension)}"`
  if (digits === undefined) {
    if (text.trim() === '') throw invalid('the text is empty', example)
    throw invalid(`${quoted(text)} does not start with a number`, example)
  }
  if (/^e[+-]?\d/i.test(unitText)) throw invalid(`${quoted(text)} is written with an exponent`, 'Write the number out')
  if (/^[,_'.]?\d/.test(unitText)) {
    const hint = 'Write the digits together, with a point before the decimals'
    throw invalid(`${quoted(text)} has separators between its digits`, hint)
  }
  if (unitText === '' && dimension !== 'count') throw withoutUnit(digits, dimension)
  const unit = unitText === '' ? decimal(0) : findUnit(text, digits, unitText, dimension)
  // Number() rounds "1.1e3" correctly, where 1.1 * 1000 does not.
  return inRange(Number(`${digits}e${unit.exponent}`) * unit.factor, text, dimension)
}

function findUnit(text: string, digits: string, name: string, dimension: Dimension): Unit {
  const unit = lookUp(dimension, name)
  if (unit !== undefined) return unit
  if (dimension === 'count') throw invalid(`${quoted(text)} has a unit, but a count has none`, `Write ${digits}`)
  const list = `Use one of the units ${unitsOf(dimension).join(', ')}`
  const other = dimensions.find((candidate) => lookUp(candidate, name) !== undefined)
  if (other !== undefined) {
    throw invalid(`${quoted(text)} is ${nounOf(other)}, but ${nounOf(dimension)} is needed`, list)
  }
  const meant = name.replace(/^[\u00b5\u03bc]/, 'u').toLowerCase()
  const near = unitsOf(dimension).find((candidate) => candidate.toLowerCase() === meant)
  throw invalid(
    `${quoted(text)} has the unknown unit ${quoted(name)}`,
    near === undefined ? list : `Write "${digits} ${near}"`,
  )
}

function lookUp(dimension: Dimension, name: string): Unit | undefined {
  const { units } = rules[dimension]
  return Object.hasOwn(units, name) ? units[name] : undefined
}

function inRange(value: number, text: string, dimension: Dimension): number {
  if (value < 0 || Object.is(value, -0)) throw invalid(`${quoted(text)} is negative`, 'Write a limit of 0 or more')
  if (value > rules[dimension].largest) {
    throw invalid(`${quoted(text)} is too large to be a limit for one inference`, 'Check the number and its unit')
  }
  if (dimension === 'count' && !Number.isInteger(value)) {
    throw invalid(`${quoted(text)} is not a whole number`, `Write a count such as ${Math.round(value)}`)
  }
  if (dimension === 'throughput' && value === 0) {
    throw invalid(`${quoted(text)} limits nothing`, 'Write a throughput above 0, or remove the budget')
  }
  return value
}

function withoutUnit(digits: string, dimension: Dimension): PreciousError {
  const units = unitsOf(dimension)
  const hint = units.length === 1 ? `Write "${digits} ${units.join('')}"` : `Add one of the units ${units.join(', ')}`
  return invalid(`"${digits}" has no unit`, hint)
}

function quoted(text: string): string {
  const shown = text.trim().replace(/\s+/g, ' ')
  return `"${shown.length > 40 ? `${shown.slice(0, 37)}...` : shown}"`
}

function invalid(what: string, hint: string): PreciousError {
  return new PreciousError('quantity/invalid', { what, hint })
}
