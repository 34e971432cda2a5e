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
        Latency against 20 published figures of 20 architectures, each estimated by
        rates fitted without its family: mean error 10 %, largest 10 %. Of those
        inside the checked range intervals held 100 %, each from the others.
        Latencies by made up (20). Power: made up.
        Checked range: networks of round numbers.
        It exists in tests only.
      "
    `)
  })

  it('says where too few architectures were at hand to establish a coverage', () => {
    const few = checkPoints.slice(0, 3).map((point, index) => ({ ...point, error: -0.1 * (index + 1) }))
    expect(textOf(roundEstimator({ checkPoints: few }))).toMatchInlineSnapshot(`
      "
      round-board  A board in round numbers
        Latency against 3 published figures of 3 architectures, each estimated by
        rates fitted without its family: mean error 20 %, largest 30 %. Coverage of
        the interval not established: too few architectures.
        Latencies by made up (3). Power: made up.
        Checked range: networks of round numbers.
        It exists in tests only.
      "
    `)
  })

  it('says where there was nothing to check a target on', () => {
    expect(textOf(roundEstimator({ checkPoints: [] }))).toContain('  There was no published latency to check it on.')
  })

  it('has a block for each target', () => {
    const text = textOf(roundEstimator(), roundEstimator({ target: 'other-board' }))
    expect(text.split('\n\n').map((block) => block.trim().split(' ')[0])).toEqual(['round-board', 'other-board'])
  })
})
