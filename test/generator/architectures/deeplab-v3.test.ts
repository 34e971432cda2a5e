import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  deepLabV3MobileNetV2,
  deepLabV3MobileNetV2Architecture,
} from '../../../src/generator/architectures/deeplab-v3.ts'
import { loadNetwork } from '../../../src/model/load.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { structureOf } from '../../support/network-structure.ts'
import { describeWithShared, sharedFile } from '../../support/shared.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const choices = { ...deepLabV3MobileNetV2Architecture.defaults, seed: 1 }

describeWithShared('a generated DeepLab v3 on MobileNet v2', () => {
  it('has the operators, options and shapes of the published file, in order', () => {
    const path = sharedFile('models', 'deeplabv3_mnv2_dm05_pascal_quant.tflite')
    const network = deepLabV3MobileNetV2({ ...choices, widthMultiplier: 0.5 })
    expect(structureOf(network)).toEqual(structureOf(loadNetwork(readFileSync(path))))
  })
})

describe('DeepLab v3 on MobileNet v2', () => {
  it('costs what the papers say', () => {
    // arXiv:1801.04381 table 7, "MNet V2*" at an output stride of 16 and one scale: 2.11 M parameters and 2.75 B
    // multiply-adds, the latter also in tensorflow/models, research/deeplab/g3doc/model_zoo.md.
    const network = deepLabV3MobileNetV2(choices)
    expect(Math.abs(parametersIn(network) / 2.11e6 - 1)).toBeLessThan(0.01)
    expect(Math.abs(macsIn(network) / 2.75e9 - 1)).toBeLessThan(0.01)
  })

  it.each(['uint8', 'int8'] as const)('labels every pixel in the real interpreter, in %s', async (quantisation) => {
    const network = deepLabV3MobileNetV2({ ...choices, inputSize: 65, widthMultiplier: 0.5, quantisation })
    const result = await runModel(writeNetwork(network))
    expect(result.accepted ? result.outputs.map(({ shape }) => shape) : result.reason).toEqual([[1, 65, 65]])
  })
})
