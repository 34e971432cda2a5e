import { Random } from '../../src/random.ts'

/** Rows and what is to be learnt of them. */
export interface Sample {
  readonly rows: readonly (readonly number[])[]
  readonly targets: readonly number[]
}

/** How many columns bear on the target. */
const usedColumns = 5

/**
 * Rows of numbers from 0 to 1, and J. H. Friedman's function of the first five of them, with noise of standard
 * deviation 1: 10 sin(pi a b) + 20 (c - 1/2)^2 + 10 d + 5 e. Source: "Multivariate adaptive regression splines", Annals
 * of Statistics 19(1), 1991, equation 61.
 */
export function drawFriedman(count: number, columns: number, seed: number): Sample {
  if (columns < usedColumns) throw new RangeError(`${columns} columns are fewer than ${usedColumns}`)
  const random = new Random(seed)
  const rows = Array.from({ length: count }, () => Array.from({ length: columns }, () => random.fraction()))
  const targets = rows.map(([a = 0, b = 0, c = 0, d = 0, e = 0]) =>
    10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + drawNormal(random))
  return { rows, targets }
}

/** G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958. */
function drawNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.fraction()))
  return radius * Math.cos(2 * Math.PI * random.fraction())
}
