import { describe, expect, it } from 'vitest'
import {
  type ActivationAdvice,
  type Advice,
  type ConversionAdvice,
  measure,
  type PlacementAdvice,
  type StreamingAdvice,
} from '../../src/advice/advice.ts'
import { advise } from '../../src/advice/advise.ts'
import { narrowHidden, narrowLayer, planWidths } from '../../src/advice/narrow.ts'
import { dropConversions, replaceOperators } from '../../src/advice/replace.ts'
import { resizeInput, resizeResult } from '../../src/advice/resize.ts'
import { analyse } from '../../src/analysis/analyse.ts'
import { compiledOperatorName } from '../../src/analysis/placement.ts'
import { convolutionChain, denseChain } from '../../src/generator/architectures/chains.ts'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { custom, dequantize, quantize } from '../../src/generator/layers/conversion.ts'
import { conv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add } from '../../src/generator/layers/elementwise.ts'
import { mean } from '../../src/generator/layers/pooling.ts'
import { resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network, Operator } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { layered } from '../support/layered.ts'
import { withCustomOperator } from '../support/networks.ts'
import { describeWithShared, sharedModels } from '../support/shared.ts'
import { convolutionsOf } from '../support/sweep.ts'
import { inceptionLike, rewritten } from './support.ts'

const streaming: readonly [string, () => Network, number][] = [
  ['a chain of convolutions', () => convolutionChain({ width: 520, seed: 1 }), 82],
  ['a chain of dense layers', () => denseChain({ width: 1640, seed: 1 }), 98],
  ['MobileNet v1', () => mobileNetV1({ widthMultiplier: 2, inputSize: 224, quantisation: 'uint8', seed: 1 }), 66],
  ['MobileNet v2', () => mobileNetV2({ widthMultiplier: 2, inputSize: 224, quantisation: 'int8', seed: 1 }), 72],
  ['branches that are joined and added', () => inceptionLike({ width: 256, blocks: 6 }), 78],
]

describe('advice on a network that streams parameters', () => {
  it.each(streaming)('names the largest width of the hidden layers of %s that fits', (_, make, hundredths) => {
    const network = make()
    const plan = planWidths(network)
    const { hiddenLayers } = adviceOn(network, 'streaming')
    if (hiddenLayers.kind === 'none') throw new Error('there is such a width')
    expect(hiddenLayers.hundredths).toBe(hundredths)
    const narrow = analyse(rewritten(narrowHidden(plan, hundredths)))
    expect(narrow.totals.streamedBytes?.value).toBe(0)
    expect(hiddenLayers.effect).toEqual({ before: measure(analyse(network)), after: measure(narrow) })
    const wider = analyse(rewritten(narrowHidden(plan, hundredths + 1)))
    expect(wider.totals.streamedBytes?.value).toBeGreaterThan(0)
  })

  it.each([
    ['convolutions', convolutionChain({ width: 520, seed: 1 }), { operator: 3, outputs: 192, outputsBefore: 520 }],
    ['dense layers', denseChain({ width: 1640, seed: 1 }), { operator: 6, outputs: 768, outputsBefore: 1640 }],
  ])('names the largest width of a single layer in a chain of %s that fits', (_, network, expected) => {
    const { singleLayer } = adviceOn(network, 'streaming')
    if (singleLayer.kind === 'none') throw new Error('there is such a width')
    expect(singleLayer).toMatchObject(expected)
    const narrow = analyse(rewritten(narrowLayer(planWidths(network), expected.operator, expected.outputs)))
    expect(narrow.totals.streamedBytes?.value).toBe(0)
    expect(singleLayer.effect.after).toEqual(measure(narrow))
    const wider = analyse(rewritten(narrowLayer(planWidths(network), expected.operator, expected.outputs + 8)))
    expect(wider.totals.streamedBytes?.value).toBeGreaterThan(0)
  })

  it('says by how many bytes each layer misses the room that is left', () => {
    const network = convolutionsOf({ filters: 520, layers: 5, kernel: 3, size: 64, type: 'INT8' })
    // 9 x 520 inputs x 9 groups of 64 and 512 B for each group, four times but for the first layer of 3 channels.
    const layer = 9 * (9 * 520 * 64 + 512)
    const first = 9 * (9 * 4 * 64 + 512)
    const missedBytes = first + 3 * layer - 16 * 465_000
    expect(adviceOn(network, 'streaming').spilled).toEqual([
      { operator: 3, onChipBytes: layer, missedBytes },
      { operator: 4, onChipBytes: layer, missedBytes },
    ])
  })

  it('says what keeps the largest layer as wide as it is', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const convolve = (value: Value): Value => conv2d(builder, value, { filters: 640, kernel: 3 })
    let value = convolve(builder.input('image', [1, 8, 8, 3]))
    for (let layer = 0; layer < 3; layer++) value = add(builder, convolve(value), value)
    const network = builder.build(fullyConnected(builder, mean(builder, value), { units: 10 }))
    expect(adviceOn(network, 'streaming').singleLayer).toMatchObject({
      kind: 'none',
      obstacle: { operator: 2, clause: 'operator 0 has to be as wide' },
    })
  })

  it('says so where no width would fit', () => {
    const network = layered('f20000', { input: [1, 1000] })
    const { hiddenLayers, singleLayer } = adviceOn(network, 'streaming')
    expect([hiddenLayers.kind, singleLayer.kind]).toEqual(['none', 'none'])
  })
})

describe('advice on operators on the CPU', () => {
  it('names the operator that ended the partition, those that follow, and what a replacement would give', () => {
    const network = withKind(layered('c8 t c8 t c8'), 'TANH', 'LEAKY_RELU')
    const advice = adviceOn(network, 'placement')
    expect(advice).toMatchObject({ operators: [1], followers: [2, 3, 4], smallerInput: null, smallerResult: null })
    // The second one would end the partition in turn, so it is replaced too.
    const effect = { before: { cpuOperators: 4 }, after: { cpuOperators: 0 } }
    expect(advice.replacement).toMatchObject({ operators: [1, 3], effect })
    const replaced = loadNetwork(writeNetwork(replaceOperators(network, [1, 3])))
    expect(measure(analyse(replaced))).toEqual(advice.replacement?.effect.after)
  })

  it('finds the largest result that an operator can resize to', () => {
    const resized = layered('c8 r300 c8', { input: [1, 8, 8, 4] })
    const { smallerResult } = adviceOn(resized, 'placement')
    const sizeBefore = { height: 300, width: 300 }
    expect(smallerResult).toMatchObject({ operator: 1, size: { height: 263, width: 263 }, sizeBefore })
    expect(analyse(rewritten(resizeResult(resized, 1, { height: 263, width: 263 }))).totals.cpuOperators).toBe(0)
    expect(analyse(rewritten(resizeResult(resized, 1, { height: 264, width: 264 }))).totals.cpuOperators).toBe(2)
  })

  it('finds the largest image, of multiples of 32, with which an operator is mapped', () => {
    const network = built([1, 300, 600, 3], (builder, image) => {
      const features = conv2d(builder, image, { filters: 8, kernel: 3, stride: [6, 12] })
      const context = resizeBilinear(builder, mean(builder, features, [1, 2], true), 50, 50)
      return conv2d(builder, add(builder, features, context), { filters: 8, kernel: 1 })
    })
    const { smallerInput, operators } = adviceOn(network, 'placement')
    expect(operators).toEqual([2])
    expect(smallerInput).toMatchObject({ size: { height: 192, width: 384 }, sizeBefore: { height: 300, width: 600 } })
    const smaller = analyse(rewritten(resizeInput(network, { height: 192, width: 384 })))
    expect(smaller.totals.cpuOperators).toBe(0)
    expect(smallerInput?.effect.after).toEqual(measure(smaller))
  })

  it('leaves out conversions at the ends, without which the network runs on the Edge TPU alone', () => {
    const network = built([1, 8, 8, 4], (builder) => {
      const image = quantize(builder, builder.floatInput('image', [1, 8, 8, 4]))
      return dequantize(builder, conv2d(builder, image, { filters: 8, kernel: 1 }))
    })
    const all = advise(network, analyse(network))
    expect(all.map(({ kind }) => kind)).toEqual(['conversion'])
    const advice = adviceOn(network, 'conversion')
    const effect = { before: { cpuOperators: 2 }, after: { cpuOperators: 0 } }
    expect(advice).toMatchObject({ operators: [0, 2], effect })
    const { network: without } = dropConversions(network)
    expect(measure(analyse(loadNetwork(writeNetwork(without))))).toEqual(advice.effect.after)
  })

  it('is not given on what nothing follows and nothing can replace', () => {
    const network = built([1, 8, 8, 4], (builder, image) => {
      const boxes = conv2d(builder, image, { filters: 8, kernel: 1 })
      return custom(builder, [boxes], { code: 'decode-boxes', shape: [10, 4], scaling: undefined })
    })
    expect(analyse(network).totals.cpuOperators).toBe(1)
    expect(advise(network, analyse(network))).toEqual([])
  })
})

describe('advice on activations that are cut in chunks', () => {
  it('names the largest tensor, and the largest image without chunks', () => {
    const network = mobileNetV2({ widthMultiplier: 1, inputSize: 1024, classes: 10, quantisation: 'uint8', seed: 1 })
    const advice = adviceOn(network, 'activations')
    expect(advice).toMatchObject({ operator: 4, shape: [1, 512, 512, 96], tensorBytes: 25_165_824 })
    expect(advice.workingSetBytes).toBe(25_165_824 + 6_291_456)
    expect(advice.smallerInput?.size).toEqual({ height: 480, width: 480 })
    const stepsAt = (size: number): unknown => {
      const { tensorSteps } = analyse(rewritten(resizeInput(network, { height: size, width: size }))).totals
      return tensorSteps && tensorSteps.high - tensorSteps.low
    }
    expect(stepsAt(480)).toBe(0)
    expect(stepsAt(512)).not.toBe(0)
  })
})

describe('no advice', () => {
  it('is given on a network without findings', () => {
    const network = mobileNetV2({ widthMultiplier: 0.35, inputSize: 96, classes: 10, quantisation: 'int8', seed: 1 })
    expect(advise(network, analyse(network))).toEqual([])
  })

  it('is given on a compiled network', () => {
    const network = withCustomOperator(compiledOperatorName)
    expect(advise(network, analyse(network))).toEqual([])
  })
})

describe('the work', () => {
  it('takes less than a second for a thousand operators with findings of every kind', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const convolve = (value: Value): Value => conv2d(builder, value, { filters: 128, kernel: 1 })
    let value = convolve(builder.input('image', [1, 640, 640, 3]))
    for (let layer = 0; layer < 495; layer++) value = add(builder, convolve(value), value)
    const enlarged = resizeBilinear(builder, mean(builder, value, [1, 2], true), 640, 640)
    const network = builder.build(conv2d(builder, add(builder, enlarged, value), { filters: 8, kernel: 1 }))
    const analysis = analyse(network)
    const start = performance.now()
    const kinds = advise(network, analysis).map(({ kind }) => kind)
    expect(kinds).toEqual(['streaming', 'placement', 'activations'])
    // A second on a quiet machine; this one may be busy.
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})

describeWithShared('advice on real models', () => {
  it('finds the size of an image with which DeepLab stays on the Edge TPU', () => {
    const network = sharedNetwork('deeplabv3_mnv2_dm05_pascal_quant')
    const { smallerInput, operators, followers } = adviceOn(network, 'placement')
    expect({ operators, followers }).toEqual({ operators: [64], followers: [65, 66, 67, 68, 69, 70, 71] })
    expect(smallerInput).toMatchObject({ size: { height: 512, width: 512 }, effect: { after: { cpuOperators: 1 } } })
  })

  it('finds what ends the partition of MoveNet', () => {
    const network = sharedNetwork('movenet_single_pose_lightning_ptq')
    const advice = advise(network, analyse(network)).flatMap((one) => (one.kind === 'placement' ? [one] : []))
    expect(advice.map(({ operators }) => operators)).toEqual([[105], [89]])
  })

  it.each(['mobilenet_v1_0.25_128_quant', 'mobilenet_v1_0.5_160_quant', 'mobilenet_v2_1.0_224_quant'])(
    'finds nothing about %s, which can be narrowed and resized',
    (name) => {
      const network = sharedNetwork(name)
      expect(advise(network, analyse(network))).toEqual([])
      const payload = (one: Network): number => analyse(one).totals.parameterPayloadBytes?.value ?? 0
      expect(payload(rewritten(narrowHidden(planWidths(network), 50)))).toBeLessThan(0.5 * payload(network))
      const smaller = rewritten(resizeInput(network, { height: 96, width: 96 }))
      expect(analyse(smaller).totals.tensorSteps?.value).toBeLessThan(analyse(network).totals.tensorSteps?.value ?? 0)
    },
  )
})

type AdviceOf = {
  streaming: StreamingAdvice
  placement: PlacementAdvice
  conversion: ConversionAdvice
  activations: ActivationAdvice
}

function adviceOn<Kind extends Advice['kind']>(network: Network, kind: Kind): AdviceOf[Kind] {
  const isWanted = (advice: Advice): advice is AdviceOf[Kind] & Advice => advice.kind === kind
  const found = advise(network, analyse(network)).find(isWanted)
  if (found === undefined) throw new Error(`there is no advice on ${kind}`)
  return found
}

function withKind(network: Network, from: Operator['kind'], to: Operator['kind']): Network {
  const operators = network.operators.map((operator) => (operator.kind === from ? { ...operator, kind: to } : operator))
  return { ...network, operators, subgraphs: [{ ...network, operators }] }
}

function built(shape: readonly number[], make: (builder: NetworkBuilder, image: Value) => Value): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  return builder.build(make(builder, builder.input('image', shape)))
}

function sharedNetwork(name: string): Network {
  const model = sharedModels().find((one) => one.name === `${name}.tflite`)
  if (model === undefined) throw new Error(`there is no model ${name}`)
  return loadNetwork(model.bytes)
}
