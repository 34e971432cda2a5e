import { describe, expect, it } from 'vitest'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { operatorsByKind } from '../../support/operator-kinds.ts'
import { buildReference, shapesOf } from '../../support/reference.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const classes = 1000
const networks = {
  50: buildReference('resnet-50-v2', { classes }),
  101: buildReference('resnet-101-v2', { classes }),
  152: buildReference('resnet-152-v2', { classes }),
}

describe('a ResNet of the second version', () => {
  it.each([
    // The table of keras.io/api/applications, whose layers are those of TensorFlow slim, counts four numbers for each
    // normalised channel. Of a folded one the bias is left, so that three go: two times the width in each of 3, 4, 6
    // and 3 units (50), widths 64 to 512. Of the others two go: 64, then four times the width after each unit.
    [50, 25_613_800, 2 * (3 * 64 + 4 * 128 + 6 * 256 + 3 * 512)],
    [101, 44_675_560, 2 * (3 * 64 + 4 * 128 + 23 * 256 + 3 * 512)],
    [152, 60_380_648, 2 * (3 * 64 + 8 * 128 + 36 * 256 + 3 * 512)],
  ] as const)('of %i layers has the parameters of Keras', (depth, parameters, folded) => {
    // Before every unit and at the end: 64, 2 x 256, 256 and so on.
    const units = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] }[depth]
    const unfolded = units.reduce((sum, count, stage) => sum + count * 256 * 2 ** stage, 64)
    expect(parametersIn(networks[depth])).toBe(parameters - 3 * folded - 2 * unfolded)
  })

  it.each([
    // Names of the Vitis AI Model Zoo, such as tf_resnetv2_50_imagenet_299_299_13.1G. It does not say how it counts; it
    // lists the ResNet-50 of torchvision, of 4.1 G multiply-accumulates, with 8.2 G.
    [50, 13.1e9],
    [101, 26.78e9],
    [152, 40.47e9],
  ] as const)('of %i layers multiplies as often as published, within one percent', (depth, operations) => {
    expect(Math.abs((2 * macsIn(networks[depth])) / operations - 1)).toBeLessThan(0.01)
  })

  it.each([
    [50, 16],
    [101, 33],
    [152, 50],
  ] as const)('of %i layers normalises before each of %i units and at the end', (depth, units) => {
    const network = networks[depth]
    expect(operatorsByKind(network)).toEqual({
      // Before the first convolution and before the three 3x3 ones with a stride.
      PAD: 4,
      // Three in each unit, one at the start, four around the first units of the stages, and the classifier.
      CONV_2D: 3 * units + 6,
      // One at the start and three around the strided units.
      MAX_POOL_2D: 4,
      MUL: units + 1,
      // Normalisations, and the sum of each unit.
      ADD: units + 1 + units,
      MEAN: 1,
      RESHAPE: 1,
      SOFTMAX: 1,
    })
    expect(shapesOf(network, network.outputs)).toEqual([[1, classes]])
  })

  it('takes images of 299 pixels and knows a background class unless told otherwise', () => {
    const network = buildReference('resnet-50-v2')
    expect(shapesOf(network, [...network.inputs, ...network.outputs])).toEqual([[1, 299, 299, 3], [1, 1001]])
  })

  it('runs in the interpreter', async () => {
    const network = buildReference('resnet-50-v2', { inputSize: 32, classes: 10, quantisation: 'int8' })
    const result = await runModel(writeNetwork(network))
    expect(result).toMatchObject({ accepted: true, outputs: [{ type: 'int8', shape: [1, 10] }] })
  })
})
