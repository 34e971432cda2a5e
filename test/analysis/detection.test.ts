import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { withCustomOperator } from '../support/networks.ts'
import { buildReference } from '../support/reference.ts'

describe('a detector', () => {
  it('has the scores of all anchors and classes gone through on the CPU, and no custom operator that is not costed', () => {
    // 1,917 anchors (3 boxes on 19x19 positions, 6 on 10x10 down to 1x1), 90 classes and the background.
    const { properties } = analyse(buildReference('ssd-mobilenet-v1'))
    expect(properties).toMatchObject({ detectionScores: 1_917 * 91, customOperators: 0, cpuOperators: 1 })
  })

  it('is told from other custom operators', () => {
    expect(analyse(withCustomOperator()).properties).toMatchObject({ detectionScores: 0, customOperators: 1 })
  })
})
