import type { Statistic } from './statistic.ts'

/** A mean with its confidence interval, in the unit of its quantity. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Share of such intervals that hold the true mean, where runs are independent and nearly normal. */
export const confidence = 0.95

/**
 * Student's t at 0.975 for 1, 2, ... 30 degrees of freedom: NIST/SEMATECH e-Handbook of Statistical Methods, section
 * 1.3.6.7.2.
 */
const tTable = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const

/** The same of the normal distribution. */
const normal = 1.959964

/**
 * The 95 % confidence interval of a mean, mean ± t(0.975, runs - 1) * standardDeviation / sqrt(runs). Its low end is
 * never below 0. It speaks of chance between runs only: what differs between boards, hosts and days is not in it.
 * @param statistic of 2 runs or more
 */
export function confidenceInterval({ mean, standardDeviation, runs }: Statistic): Interval {
  const half = (studentT(runs - 1) * standardDeviation) / Math.sqrt(runs)
  return { value: mean, low: Math.max(0, mean - half), high: mean + half }
}

/** Beyond the table, the expansion around the normal value (Abramowitz and Stegun 26.7.5), within 0.0001 there. */
export function studentT(degreesOfFreedom: number): number {
  const z = normal
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  return tTable[degreesOfFreedom - 1] ?? z + first / degreesOfFreedom + second / degreesOfFreedom ** 2
}
