import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import { inceptionV1Architecture } from '../../../src/generator/architectures/inception-v1.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind, resultSizes } from '../../support/operator-kinds.ts'
import { runNetwork } from '../../support/run-network.ts'

const { build, defaults } = inceptionV1Architecture
const published = build({ ...defaults, seed: 1 })

describe('Inception v1', () => {
  it('has the operators of the definition, and none that adapts the scaling of a joined value', () => {
    // Three convolutions, six in each of nine blocks, one to classes; four pools, one in each block.
    expect(operatorsByKind(published)).toEqual({
      CONV_2D: 3 + 9 * 6 + 1,
      MAX_POOL_2D: 4 + 9,
      CONCATENATION: 9,
      AVERAGE_POOL_2D: 1,
      RESHAPE: 1,
      SOFTMAX: 1,
    })
  })

  it('has the sizes after every block that its definition\'s test lists', () => {
    // tensorflow/models research/slim/nets/inception_v1_test.py, Mixed_3b to Mixed_5c.
    expect(resultSizes(published, 'CONCATENATION')).toEqual([
      '28x28x256', '28x28x480', '14x14x512', '14x14x528', '14x14x832', '7x7x832', '7x7x1024',
    ])
    expect(resultSizes(published, 'SOFTMAX')).toEqual(['1001'])
  })

  it('has as many parameters as its definition, whose batch normalisation is folded', () => {
    // The same test: 5,607,184 before the classifier. Batch normalisation has an offset, a mean and a variance for each
    // of 7,280 channels there, and there is one bias here.
    const classifier = 1024 * 1001 + 1001
    expect(parametersIn(published)).toBe(5_607_184 - 2 * 7280 + classifier)
  })

  it('has as many multiply-accumulates as torchvision counts', () => {
    // torchvision models/googlenet.py: 1.498 G for the same layers and 1,000 classes, products of convolutions and
    // dense layers only.
    expect((macsIn(published) - 1024) / 1e9).toBeCloseTo(1.498, 3)
  })

  it('has the parameter bytes of a compiled Inception v1', () => {
    // RingCanary/coral-usb-oxidized: 6,581,440 bytes cached and 393,664 streamed, softmax on the device, which is the
    // upper end of the range.
    expect(analyse(published).totals.parameterPayloadBytes?.high).toBe(6_581_440 + 393_664)
  })

  it('runs in the real interpreter', async () => {
    const { type, shape, values } = await runNetwork(build({ ...defaults, inputSize: 64, classes: 10, seed: 1 }))
    expect({ type, shape }).toEqual({ type: 'uint8', shape: [1, 10] })
    expect(new Set(values).size).toBeGreaterThan(1)
  })
})
