import { describe, expect, it } from 'vitest'
import { widening } from '../../src/estimator/interval.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { targetsToText } from '../../src/report/targets-text.ts'
import { roundEstimator } from './round-estimator.ts'

function textOf(...estimators: EstimatorArtifact[]): string {
  const targets = estimators.map((estimator) => ({ estimator, coverage: widening(estimator.checkPoints).coverage }))
  return `\n${targetsToText(targets, { colour: false, width: 80 })}`
}

describe('the list of targets', () => {
  const { checkPoints } = roundEstimator()

  it('says of each what it was checked on, its error and its limits', () => {
    expect(textOf(roundEstimator())).toMatchInlineSnapshot(`
      "
      round-board  A board in round numbers
        Latency against 20 published figures of 20 models: mean error 10 %, largest
        10 %. The interval held 90 % of them.
        Checked range: networks of round numbers.
        It exists in tests only.
      "
    `)
  })

  it('says where too few models were at hand to establish a coverage', () => {
    const few = checkPoints
      .slice(0, 4)
      .map((point, index) => ({ ...point, usedToFit: index === 0, error: -0.1 * index }))
    expect(textOf(roundEstimator({ checkPoints: few }))).toMatchInlineSnapshot(`
      "
      round-board  A board in round numbers
        Latency against 3 published figures of 3 models (1 further figure served to
        fit it): mean error 20 %, largest 30 %. Coverage of the interval not
        established: too few models.
        Checked range: networks of round numbers.
        It exists in tests only.
      "
    `)
  })

  it('says where nothing was left to check a target on', () => {
    const fitted = checkPoints.slice(0, 2).map((point) => ({ ...point, usedToFit: true }))
    expect(textOf(roundEstimator({ checkPoints: fitted }))).toContain(
      '  No published latency was left to check it on (2 further figures served to fit\n  it).',
    )
  })

  it('has a block for each target', () => {
    const text = textOf(roundEstimator(), roundEstimator({ target: 'other-board' }))
    expect(text.split('\n\n').map((block) => block.trim().split(' ')[0])).toEqual(['round-board', 'other-board'])
  })
})
