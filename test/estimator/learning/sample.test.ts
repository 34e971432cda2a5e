import { describe, expect, it } from 'vitest'
import { featuresOf, varyingFeatures } from '../../../src/estimator/learning/sample.ts'
import { propertiesWith } from '../../support/properties.ts'
import { drawSamples } from '../../support/samples.ts'

describe('the features of a network', () => {
  it('count the operators that properties do not tell apart', () => {
    const properties = propertiesWith({ edgetpuOperators: 12, convolutionOperators: 5, depthwiseOperators: 3, denseOperators: 1 })
    expect(featuresOf(properties, { edges: 4 })).toMatchObject({ macs: 0, edges: 4, otherOperators: 3 })
  })

  it('may not be named like a property', () => {
    expect(() => featuresOf(propertiesWith({}), { macs: 1 })).toThrow('the feature macs has the name of a property')
    expect(() => featuresOf(propertiesWith({}), { otherOperators: 1 })).toThrow(RangeError)
  })
})

describe('columns', () => {
  it('are the features that differ', () => {
    expect(varyingFeatures(drawSamples(20, 1))).toEqual([
      'edgetpuOperators',
      'tensorSteps',
      'tensorStepsLow',
      'tensorStepsHigh',
      'convolutionOperators',
      'elementwiseOperators',
      'convolutionSteps',
      'wide',
    ])
  })

  it.each([[{ other: 1 }, ': wide'], [{ wide: 1, other: 1 }, '']])('are refused where a sample has %j', (further, end) => {
    const features = featuresOf(propertiesWith({}), further)
    const samples = drawSamples(10, 1).map((sample, index) => (index < 9 ? sample : { ...sample, features }))
    expect(() => varyingFeatures(samples)).toThrow(`network 9 has not the features that network 0 has${end}`)
  })
})
