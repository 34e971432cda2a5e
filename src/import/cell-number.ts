/** A number in a cell, or what is wrong with it as a sentence without a full stop. */
export type CellNumber =
  | { readonly value: number; readonly problem?: undefined }
  | { readonly problem: string }

/** A number of any sign in a column, with a decimal point or an exponent. */
export function numberIn(cell: string, column: string): CellNumber {
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(cell) ? Number(cell) : NaN
  if (Number.isFinite(value)) return { value }
  const advice = /^\d+,\d+$/.test(cell) ? '; write decimals after a point' : ''
  return { problem: `${column} must be a number, not ${shown(cell)}${advice}` }
}

/** A figure that was measured. */
export function figureIn(cell: string, column: string): CellNumber {
  const number = numberIn(cell, column)
  if (number.problem !== undefined || number.value > 0) return number
  return { problem: `${column} must be a positive number, not ${shown(cell)}` }
}

const shownCharacters = 40

function shown(cell: string): string {
  return cell === '' ? 'empty' : JSON.stringify(cell.slice(0, shownCharacters))
}
