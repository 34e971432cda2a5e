import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { type KnownEstimate, type Quantity, quantityUnits } from '../../src/estimator/estimate.ts'
import { type Demand, estimateDemand } from '../../src/estimator/estimate-demand.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { analysedWith } from '../support/properties.ts'

const usb3 = estimatorOf('coral-usb3-max')
const mobileNet = analyse(mobileNetV2({ widthMultiplier: 1, inputSize: 224, quantisation: 'uint8', seed: 1 }))

describe('the demand of a network', () => {
  it.each(targetNames)('has an estimate of every quantity within its interval on %s', (target) => {
    const { estimates } = estimateDemand(mobileNet, estimatorOf(target))
    expect(estimates.map(({ quantity }) => quantity)).toEqual(Object.keys(quantityUnits))
    for (const estimate of estimates) {
      if (estimate.basis === 'unknown') throw new Error(`${estimate.quantity} is unknown`)
      expect(estimate.low).toBeLessThanOrEqual(estimate.value)
      expect(estimate.value).toBeLessThanOrEqual(estimate.high)
      expect(estimate.outside).toEqual([])
    }
  })

  it('is unknown where a part could not be read, but for the operators that are seen on the CPU', () => {
    const { estimates, latency } = estimateDemand({ properties: undefined, totals: { cpuOperators: 3 } }, usb3)
    expect(estimates.map(({ quantity }) => quantity)).toEqual(Object.keys(quantityUnits))
    expect(estimates.filter(({ basis }) => basis !== 'unknown')).toEqual([
      expect.objectContaining({ quantity: 'cpuOperators', value: 3, low: 3, high: 3 }),
    ])
    expect(latency).toBeUndefined()
  })

  it('is unknown in time, power and energy where no operator can be costed', () => {
    const { estimates } = estimateDemand(analysedWith({ edgetpuOperators: 0, cpuOperators: 1, customOperators: 1 }), usb3)
    const unknown = estimates.filter(({ basis }) => basis === 'unknown')
    expect(unknown.map(({ quantity }) => quantity)).toEqual(['latency', 'power', 'energy'])
  })

  it('in energy is power times latency', () => {
    const demand = estimateDemand(mobileNet, usb3)
    expect(known(demand, 'energy').value).toBeCloseTo(known(demand, 'power').value * known(demand, 'latency').value, 12)
  })

  it('in power is idle where nothing is computed, and more the more is', () => {
    expect(known(estimateDemand(analysedWith({ toDeviceBytes: 1_000 }), usb3), 'power').value).toBe(usb3.power.idleW.value)
    const computing = analysedWith({ tensorSteps: 1e6, tensorStepsLow: 1e6, tensorStepsHigh: 1e6 })
    expect(known(estimateDemand(computing, usb3), 'power').value).toBeGreaterThan(2)
  })

  it('says which properties lie outside what was checked', () => {
    const { estimates } = estimateDemand(analysedWith({ convolutionOperators: 1, tensorSteps: 1e5, customOperators: 1, toDeviceBytes: 1e9 }), usb3)
    expect(estimates[0]).toMatchObject({ inEnvelope: false, outside: ['customOperators', 'toDeviceBytes'] })
  })

  it('may have more operators on the CPU where it is not certain that they are mapped', () => {
    const demand = estimateDemand(analysedWith({ cpuOperators: 2, cpuOperatorsHigh: 5, unverifiedOperators: 1 }), usb3)
    expect(known(demand, 'cpuOperators')).toMatchObject({ low: 2, value: 2, high: 5 })
  })

  it('in streamed memory ranges over the capacities that were seen', () => {
    const demand = estimateDemand(analysedWith({ cachedBytes: 6e6, streamedBytesHigh: 1e6 }), usb3)
    expect(known(demand, 'streamed')).toMatchObject({ low: 0, value: 0, high: 1e6 * 1.03 })
    expect(known(demand, 'memory')).toMatchObject({ value: 6e6 })
  })

  it('rests on many measured architectures on USB 3, on few on PCIe, and says so', () => {
    expect(known(estimateDemand(mobileNet, usb3), 'latency').coverage).toEqual({ share: expect.closeTo(0.95, 1), points: 22 })
    const pcie = estimatorOf('coral-pcie-max')
    expect(known(estimateDemand(mobileNet, pcie), 'latency').coverage).toEqual({ share: null, points: 4 })
  })
})

function known({ estimates }: Demand, quantity: Quantity): KnownEstimate {
  const estimate = estimates.find((candidate) => candidate.quantity === quantity)
  if (estimate === undefined || estimate.basis === 'unknown') throw new Error(`${quantity} is unknown`)
  return estimate
}
