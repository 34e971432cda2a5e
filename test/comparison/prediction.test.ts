import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { checkPrediction, type PredictedFigure, type PredictionSide } from '../../src/comparison/prediction.ts'
import { estimateDemand } from '../../src/estimator/estimate-demand.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { compiled, resizing, separable } from '../report/round-networks.ts'
import { compiledFrom } from '../support/compiled-from.ts'

function sideOf(network: Network): PredictionSide {
  const analysis = analyse(network)
  return { analysis, estimates: estimateDemand(analysis, estimatorOf('coral-usb3-max')).estimates }
}

function figuresOf(plain: Network, made: Network): ReadonlyMap<string, PredictedFigure> {
  const { figures } = checkPrediction(sideOf(plain), sideOf(made))
  return new Map(figures.map((figure) => [figure.name, figure]))
}

describe('a prediction', () => {
  const figures = figuresOf(separable(), loadNetwork(compiledFrom(separable())))

  it('is off by a share of what was read', () => {
    expect(figures.get('toDeviceBytes')).toEqual({
      name: 'toDeviceBytes', unit: 'B', predicted: { value: 1_024, low: 1_024, high: 1_024 },
      read: 768, error: 1 / 3, isInside: false,
    })
  })

  it('is right where nothing is off', () => {
    expect(figures.get('cpuOperators')).toMatchObject({ read: 0, error: 0, isInside: true })
  })

  it('has no error where nothing was read and something predicted', () => {
    const left = loadNetwork(compiledFrom(resizing(0), 0))
    expect(figuresOf(resizing(0), left).get('cpuOperators')).toMatchObject({
      predicted: { value: 1 }, read: 0, error: null, isInside: false,
    })
  })

  it('is of streamed bytes with the range that estimates have', () => {
    const estimate = sideOf(separable()).estimates.find(({ quantity }) => quantity === 'streamed')
    if (estimate === undefined || estimate.basis === 'unknown') throw new Error('it is known')
    const { value, low, high } = estimate
    expect(figures.get('streamedBytes')?.predicted).toEqual({ value, low, high })
  })

  it('is of the payload of cached parameters, which a compiled model holds, and not of what they take on the chip', () => {
    const { totals } = sideOf(separable()).analysis
    const payload = totals.parameterPayloadBytes?.value
    expect(figures.get('cachedPayloadBytes')?.predicted).toEqual({ value: payload, low: payload, high: payload })
    expect(totals.cachedBytes?.value).toBeGreaterThan(payload ?? 0)
  })

  it('is held against what could be read only', () => {
    expect([...figuresOf(separable(), compiled()).keys()]).toEqual(['cpuOperators'])
  })
})
