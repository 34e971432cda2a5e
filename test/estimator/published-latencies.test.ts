import { describe, expect, it } from 'vitest'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { validateLatencies } from '../../scripts/validate/latency.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'

/** Scores are stored with four decimals. */
const decimals = 3

describeWithShared('estimates of networks with published latencies', () => {
  const latencies = validateLatencies(sharedFile('models'), sharedFile('data'))

  it('cover every target', () => {
    expect(new Set(latencies.map(({ target }) => target))).toEqual(new Set(targetNames))
  })

  it.each(latencies.filter(({ target, properties }) => target === 'coral-usb3-max' && properties.cpuOperators === 0))(
    'on USB 3 without CPU operators: $model ($source) is within 25 %',
    ({ error }) => {
      expect(Math.abs(error)).toBeLessThanOrEqual(0.25)
    },
  )

  describe.each(targetNames)('%s', (target) => {
    it('ships with the errors and scores that validation gives', () => {
      const { checkPoints } = estimatorOf(target)
      const validated = latencies.filter((latency) => latency.target === target)
      expect(checkPoints.map(({ model, source, usedToFit }) => ({ model, source, usedToFit }))).toEqual(
        validated.map(({ model, source, usedToFit }) => ({ model, source, usedToFit })),
      )
      for (const [index, { error, score }] of checkPoints.entries()) {
        expect(error).toBeCloseTo(validated[index]?.error ?? Number.NaN, decimals)
        expect(score).toBeCloseTo(validated[index]?.score ?? Number.NaN, decimals)
      }
    })
  })
})
