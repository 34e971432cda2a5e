import { wholeWithin, within } from './options.ts'

/** How a kernel regression is smoothed. */
export interface UserKernel {
  /** The distance at which rows have little in common, for columns of a standard deviation of 1. @default 'left-out' */
  readonly length?: number | 'left-out' | undefined
  /** How much the targets scatter, as a share of how much they vary by the kernel. @default 'left-out' */
  readonly noise?: number | 'left-out' | undefined
  /** How much more columns count that go with the target: by so high a power of their correlation. @default 1.5 */
  readonly power?: number | undefined
  /** Of more rows, so many are drawn: time grows with their cube. @default 1000 */
  readonly mostRows?: number | undefined
  /** How often it is solved again with rows counting less that the others do not bear out. @default 1 */
  readonly rounds?: number | undefined
}

export interface ResolvedKernel {
  readonly length: number | 'left-out'
  readonly noise: number | 'left-out'
  readonly power: number
  readonly mostRows: number
  readonly rounds: number
}

/** More would take minutes and gigabytes. */
const largestRows = 5_000

/** @throws RangeError if an option is out of its range */
export function resolveKernel({ length, noise, power, mostRows, rounds }: UserKernel): ResolvedKernel {
  return {
    length: length === undefined || length === 'left-out' ? 'left-out' : within('length', length, 1e-3, 1e3),
    noise: noise === undefined || noise === 'left-out' ? 'left-out' : within('noise', noise, 1e-6, 1e6),
    power: within('power', power ?? 1.5, 0, 10),
    mostRows: wholeWithin('mostRows', mostRows ?? 1_000, 1, largestRows),
    rounds: wholeWithin('rounds', rounds ?? 1, 0, 20),
  }
}
