import { expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import { referenceArchitectures } from '../../../src/generator/architectures/reference.ts'
import { networkHash } from '../../../src/measurement/network-hash.ts'
import { buildReference } from '../../support/reference.ts'

// Small ones: the weights of all take seconds.
it.each(['mobilenet-v1', 'efficientnet-edgetpu-s', 'squeezenet', 'densenet-121', 'ssd-mobilenet-v2'])(
  '%s is the same network to an analysis with weights and without',
  (name) => {
    const [random, none] = [buildReference(name), buildReference(name, { weights: 'none' })]
    expect(analyse(none).properties).toEqual(analyse(random).properties)
    expect(networkHash(none)).toBe(networkHash(random))
  },
)

it.each(referenceArchitectures.map(({ name }) => name))('%s can be laid out without weights', (name) => {
  const { tensors } = buildReference(name, { weights: 'none' })
  const bytes = tensors.map(({ constant }) => (constant?.kind === 'inline' ? constant.bytes.length : 0))
  // What is left are shapes, paddings and the anchors of detectors.
  expect(Math.max(...bytes)).toBeLessThan(100_000)
})
