import { describe, expect, it } from 'vitest'
import { judge } from '../../src/budget/judge.ts'
import { measuredEstimates } from '../../src/measurement/measured-estimates.ts'

const latencyMs = { mean: 2, standardDeviation: 0.1, runs: 10 }
const powerW = { mean: 1.5, standardDeviation: 0.1, runs: 4 }
const energyMj = { mean: 3.2, standardDeviation: 0, runs: 50 }

describe('estimates from a measurement', () => {
  it('are measured, with the confidence of their interval', () => {
    expect(measuredEstimates({ latencyMs })).toEqual([
      {
        quantity: 'latency',
        basis: 'measured',
        value: 2,
        low: expect.closeTo(1.92847, 5),
        high: expect.closeTo(2.07153, 5),
        coverage: { share: 0.95, points: 10 },
        inEnvelope: true,
        outside: [],
      },
    ])
  })

  it('have an energy of power times latency, which holds where both do', () => {
    const [latency, power, energy] = measuredEstimates({ latencyMs, powerW })
    expect(energy).toMatchObject({ quantity: 'energy', value: 3, coverage: { share: 0.9, points: 4 } })
    expect(energy?.low).toBe((latency?.low ?? 0) * (power?.low ?? 0))
    expect(energy?.high).toBe((latency?.high ?? 0) * (power?.high ?? 0))
  })

  it('have the energy that was measured where there is one', () => {
    const estimates = measuredEstimates({ latencyMs, powerW, energyMj })
    expect(estimates.map(({ quantity, value }) => [quantity, value]))
      .toEqual([['latency', 2], ['power', 1.5], ['energy', 3.2]])
    expect(measuredEstimates({ energyMj })).toHaveLength(1)
  })

  it('settle a budget that an estimate leaves open', () => {
    const budget = {
      key: 'latency', kind: 'max', limit: 2.1, relative: false, text: '2.1 ms', level: 'error',
      location: { file: 'precious.config.json' },
    } as const
    const [estimate] = measuredEstimates({ latencyMs })
    const policy = { uncertain: 'measure', unknown: 'error' } as const
    expect(estimate && judge(budget, estimate, policy)).toMatchObject({ verdict: 'within', outcome: 'pass' })
  })
})
