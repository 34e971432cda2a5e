import { expect, it } from 'vitest'
import { calibratePower } from '../../../src/estimator/calibration/calibrate-power.ts'
import type { MeasuredNetwork } from '../../../src/estimator/calibration/figure.ts'
import { computeMs } from '../../../src/estimator/latency.ts'
import { Random } from '../../../src/random.ts'
import { base, networksBy } from '../../support/calibration-networks.ts'

/** Networks whose power follows from the two coefficients, but for 2 % of noise. */
function powered(idleW: number, activityW: number, count: number): MeasuredNetwork[] {
  const random = new Random(5)
  return networksBy(base.latency, { count }).map((network) => {
    const share = computeMs(network.properties.tensorSteps, base.clockMhz) / (network.latencyMs ?? NaN)
    return { ...network, powerW: (idleW + activityW * share) * (0.98 + 0.04 * random.fraction()) }
  })
}

it('power is fitted to a board that takes more at rest', () => {
  const { value: usualIdle } = base.power.idleW
  const { value: usualActivity } = base.power.activityW
  const found = calibratePower(base, powered(usualIdle + 1, usualActivity * 0.7, 12), base.latency)
  if (found === undefined) throw new Error('twelve networks are enough')
  expect(found.idleW.value / (usualIdle + 1)).toBeCloseTo(1, 1)
  expect(found.activityW.value / (usualActivity * 0.7)).toBeCloseTo(1, 1)
  expect(found.before.mean).toBeGreaterThan(0.2)
  expect(found.after.mean).toBeLessThan(0.04)
  for (const { value, low, high } of [found.idleW, found.activityW]) {
    expect(low).toBeLessThanOrEqual(value)
    expect(high).toBeGreaterThanOrEqual(value)
  }
})

it('power is told by networks whose latency is estimated, too', () => {
  const networks = powered(2, 2, 12)
  const unmeasured: MeasuredNetwork[] = networks.map((network) => ({ ...network, latencyMs: undefined }))
  const [measured, estimated] = [networks, unmeasured].map((those) => calibratePower(base, those, base.latency))
  expect((estimated?.idleW.value ?? NaN) / (measured?.idleW.value ?? NaN)).toBeCloseTo(1, 1)
})

it('power stays that of the base with fewer than three networks', () => {
  expect(calibratePower(base, powered(2, 2, 2), base.latency)).toBeUndefined()
})
