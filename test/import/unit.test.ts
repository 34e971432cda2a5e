import { expect, it } from 'vitest'
import { PreciousError } from '../../src/errors.ts'
import { factorOf } from '../../src/import/unit.ts'
import type { MeasuredQuantity } from '../../src/measurement/statistic.ts'

function factor(quantity: MeasuredQuantity, column: string, unit?: string): number | undefined {
  try {
    return factorOf(quantity, { column, unit }, '--unit')
  } catch (error) {
    if (error instanceof PreciousError && error.code === 'usage/invalid') return undefined
    throw error
  }
}

it.each<[MeasuredQuantity, string, number | undefined]>([
  ['latencyMs', 'latency_ms', 1],
  ['latencyMs', 'latencyMs', 1],
  ['latencyMs', 'time (us)', 1e-3],
  ['latencyMs', 'time [µs]', 1e-3],
  ['latencyMs', 'MEAN_US', 1e-3],
  ['latencyMs', 'latency_s', 1e3],
  ['latencyMs', 'eagle_edgetpu_int8_ms', 1],
  ['latencyMs', 'ms_mean', 1],
  ['latencyMs', 'latency', undefined],
  ['latencyMs', 'runs', undefined],
  ['latencyMs', 'ms or us', undefined],
  ['powerW', 'power_W', 1],
  ['powerW', 'powerW', 1],
  ['powerW', 'power [mW]', 1e-3],
  ['powerW', 'powerMw', 1e-3],
  ['powerW', 'powermW', 1e-3],
  ['powerW', 'power_ms', undefined],
  ['energyMj', 'energy_uJ', 1e-3],
  ['energyMj', 'energymJ', 1],
  ['energyMj', 'energy J', 1e3],
])('a column of %s that is called "%s" says its unit, or does not', (quantity, column, expected) => {
  expect(factor(quantity, column)).toBe(expected)
})

it('a unit that is stated comes before that of the name', () => {
  expect(factor('latencyMs', 'latency_ms', 'us')).toBe(1e-3)
  expect(factor('latencyMs', 'latency', 's')).toBe(1e3)
})
