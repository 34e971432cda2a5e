import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compiledOperatorName, mostOnCpu, type Placement, placeOperators } from '../../src/analysis/placement.ts'
import { softmax } from '../../src/generator/layers/activation.ts'
import { custom, dequantize, quantize } from '../../src/generator/layers/conversion.ts'
import { conv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add } from '../../src/generator/layers/elementwise.ts'
import { averagePool2d, mean } from '../../src/generator/layers/pooling.ts'
import { concatenation, pad, reshape, resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { cast, leakyRelu } from '../../src/generator/layers/unsupported.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { Activation } from '../../src/model/tflite/schema.ts'
import type { Network, Subgraph, Tensor } from '../../src/model/network.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'

describe('an operator the Edge TPU supports', () => {
  it('is mapped', () => {
    expect(placed((builder, image) => conv2d(builder, image, { filters: 8, kernel: 3 })).map(deviceOf)).toEqual(['edgetpu'])
  })

  it('is mapped after operators on the CPU at the head of the network', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = quantize(builder, builder.floatInput('image', [1, 8, 8, 4]))
    const places = placeOperators(builder.build(conv2d(builder, image, { filters: 8, kernel: 3 })))
    expect(places.map(deviceOf)).toEqual(['cpu', 'edgetpu'])
    expect(places[0]).toMatchObject({ reason: 'type', clause: expect.stringContaining('FLOAT32') })
  })

  it('is mapped also unsigned', () => {
    const builder = new NetworkBuilder({ quantisation: 'uint8', seed: 1 })
    const network = builder.build(convolve(builder, builder.input('image', [1, 8, 8, 4])))
    expect(placeOperators(network).map(deviceOf)).toEqual(['edgetpu'])
  })

  it('is mapped with more dimensions than three, of which only the inner three are above 1', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const volume = builder.input('volume', [1, 1, 3, 4, 5])
    expect(placeOperators(builder.build(add(builder, volume, volume))).map(deviceOf)).toEqual(['edgetpu'])
  })

  it('is mapped after one at the head of the network that is not supported', () => {
    const places = placed((builder, image) => convolve(builder, leakyRelu(builder, image)))
    expect(places.map(({ reason }) => reason)).toEqual(['unsupported', 'mapped'])
  })

  it('is mapped after a type conversion at the head, as in MoveNet', () => {
    const places = placed((builder, image) => convolve(builder, quantize(builder, cast(builder, image, 'FLOAT32'))))
    expect(places.map(({ reason }) => reason)).toEqual(['type', 'type', 'mapped'])
  })

  it('is mapped after one on the CPU in the list that it does not depend on, and not where branches join', () => {
    const places = placed((builder, image) => {
      const features = convolve(builder, image)
      const bent = leakyRelu(builder, features)
      const other = convolve(builder, features)
      return convolve(builder, add(builder, other, bent))
    })
    expect(places.map(({ reason }) => reason)).toEqual(['mapped', 'unsupported', 'mapped', 'downstream', 'downstream'])
    expect(places.map(({ blockedBy }) => blockedBy)).toEqual([null, null, null, 1, 1])
  })

  it('runs on the CPU after one on the CPU that depends on a mapped one', () => {
    const places = placed((builder, image) => {
      const features = conv2d(builder, image, { filters: 8, kernel: 3 })
      const large = resizeBilinear(builder, features, 400, 400)
      return conv2d(builder, large, { filters: 4, kernel: 1 })
    })
    expect(places.map(({ reason }) => reason)).toEqual(['mapped', 'constraint', 'downstream'])
    expect(places[2]).toMatchObject({ blockedBy: 1, clause: expect.stringContaining('RESIZE_BILINEAR (operator 1)') })
  })

  it('stays mapped beside a branch that runs on the CPU', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = builder.input('image', [1, 8, 8, 4])
    const features = conv2d(builder, image, { filters: 8, kernel: 3 })
    const large = resizeBilinear(builder, features, 400, 400)
    const other = conv2d(builder, features, { filters: 4, kernel: 1 })
    expect(placeOperators(builder.build(large, other)).map(deviceOf)).toEqual(['edgetpu', 'cpu', 'edgetpu'])
  })
})

describe('the reason why an operator runs on the CPU', () => {
  it.each<[string, Placement['reason'], RegExp, (builder: NetworkBuilder, image: Value) => Value]>([
    ['floats', 'type', /works on FLOAT32/, (builder, image) => dequantize(builder, image)],
    ['a custom operator', 'custom', /MyOp is a custom operator/, (builder, image) =>
      custom(builder, [image], { code: 'MyOp', shape: image.shape, scaling: image.scaling })],
    ['a mean over 6 channels', 'constraint', /6 channels.*multiple of 4/, (builder, image) =>
      mean(builder, conv2d(builder, image, { filters: 6, kernel: 1 }), [3])],
    ['a long softmax', 'constraint', /more than the 16000/, (builder, image) =>
      softmax(builder, reshape(builder, resizeBilinear(builder, image, 72, 72), [1, 72 * 72 * 4]))],
    ['a large resize', 'constraint', /8x8 to 270x270 on 4 channels is too large/, (builder, image) =>
      resizeBilinear(builder, image, 270, 270)],
  ])('%s', (_, reason, clause, make) => {
    const place = placed(make).at(-1)
    expect(place).toMatchObject({ device: 'cpu', reason })
    expect(place?.clause).toMatch(clause)
  })

  it('an average pool with a fused activation', () => {
    const network = simple((builder, image) => averagePool2d(builder, image, { window: 2 }))
    const operators = network.operators.map((operator) =>
      operator.options?.table === 'Pool2DOptions'
        ? { ...operator, options: { ...operator.options, fusedActivationFunction: Activation.relu } }
        : operator,
    )
    const [place] = placeOperators({ ...network, operators })
    expect(place).toMatchObject({ reason: 'constraint', clause: expect.stringContaining('without a fused activation') })
  })

  it('a batch above 1', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const image = builder.input('image', [2, 8, 8, 4])
    const [place] = placeOperators(builder.build(conv2d(builder, image, { filters: 4, kernel: 1 })))
    expect(place).toMatchObject({ device: 'cpu', reason: 'batch', clause: expect.stringContaining('batch of 2') })
  })

  it('a dense layer over several rows', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const rows = builder.input('rows', [3, 16])
    const [place] = placeOperators(builder.build(fullyConnected(builder, rows, { units: 4 })))
    expect(place).toMatchObject({ reason: 'constraint', clause: expect.stringContaining('not one-dimensional') })
  })

  it('more than three dimensions above 1', () => {
    const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
    const volume = builder.input('volume', [1, 2, 3, 4, 5])
    const [place] = placeOperators(builder.build(add(builder, volume, volume)))
    expect(place).toMatchObject({ device: 'cpu', reason: 'rank' })
  })

  it('a shape known only at run time', () => {
    const network = changed(simple(), ({ shape, constant }) => (constant ? {} : { shapeSignature: [1, -1, ...shape.slice(2)] }))
    expect(placeOperators(network)[0]).toMatchObject({ device: 'cpu', reason: 'dynamic-shape' })
  })

  it('parameters that are not of 8 bits', () => {
    const network = changed(simple(), ({ constant, shape }) => (constant && shape.length === 4 ? { type: 'INT16' } : {}))
    expect(placeOperators(network)[0]).toMatchObject({ device: 'cpu', reason: 'type', clause: expect.stringContaining('INT16') })
  })

  it('parameters in another file', () => {
    const network = changed(simple(), ({ constant }) => (constant ? { constant: { kind: 'external', buffer: 1 } } : {}))
    expect(placeOperators(network)[0]).toMatchObject({ device: 'cpu', clause: expect.stringContaining('another file') })
  })

  it('16 bits', () => {
    const network = changed(simple(), ({ constant }) => (constant ? {} : { type: 'INT16' }))
    expect(placeOperators(network)[0]).toMatchObject({ reason: 'type', clause: expect.stringContaining('works on INT16') })
  })

  it('parameters that are sparse or quantised in blocks', () => {
    const sparsity = { traversalOrder: [], blockMap: [], dimensions: [] }
    const details = { kind: 'blockwise', scales: 0, zeroPoints: 0, blockSize: 32 } as const
    const isWeights = ({ constant, shape }: Tensor): boolean => constant !== undefined && shape.length === 4
    const sparse = changed(simple(), (tensor) => (isWeights(tensor) ? { sparsity } : {}))
    const blockwise = changed(simple(), (tensor) =>
      isWeights(tensor) && tensor.quantisation ? { quantisation: { ...tensor.quantisation, details } } : {},
    )
    expect(placeOperators(sparse)[0]?.clause).toContain('sparse')
    expect(placeOperators(blockwise)[0]?.clause).toContain('in blocks')
  })

  it('padding of the batch', () => {
    const paddings: readonly (readonly [number, number])[] = [[0, 1], [0, 0], [0, 0], [0, 0]]
    const [place] = placed((builder, image) => pad(builder, image, paddings))
    expect(place?.device).toBe('cpu')
  })

  it('a constant among three parts that are joined', () => {
    const network = changed(
      simple((builder, image) => concatenation(builder, [image, image, image], 3)),
      (_, index) => (index === 0 ? { constant: { kind: 'inline', bytes: new Uint8Array(256) } } : {}),
    )
    expect(placeOperators(network)[0]).toMatchObject({ reason: 'constraint', clause: expect.stringContaining('all zero') })
  })
})

describe('an open batch', () => {
  it('is taken as the 1 that the file has in its place', () => {
    const network = changed(simple(), ({ shape, constant }) => (constant ? {} : { shapeSignature: [-1, ...shape.slice(1)] }))
    expect(placeOperators(network)[0]?.device).toBe('edgetpu')
  })
})

describe('a custom operator', () => {
  it('is told from others also where it depends on one that runs on the CPU', () => {
    const places = placed((builder, image) => {
      const large = resizeBilinear(builder, conv2d(builder, image, { filters: 4, kernel: 1 }), 400, 400)
      return custom(builder, [large], { code: 'MyOp', shape: [1, 4], scaling: large.scaling })
    })
    expect(places.map(({ reason }) => reason)).toEqual(['mapped', 'constraint', 'custom'])
  })
})

describe('an operator that is larger than any seen on an Edge TPU', () => {
  it('is taken as mapped, with less certainty', () => {
    const [place] = placed((builder, image) => resizeBilinear(builder, image, 64, 64))
    expect(place).toMatchObject({ device: 'edgetpu', support: 'unverified' })
  })
})

describe('the most that may run on the CPU', () => {
  it('counts what depends on an operator that is not sure to be mapped', () => {
    const network = simple((builder, image) => {
      const large = resizeBilinear(builder, conv2d(builder, image, { filters: 4, kernel: 1 }), 64, 64)
      return conv2d(builder, conv2d(builder, large, { filters: 4, kernel: 1 }), { filters: 4, kernel: 1 })
    })
    expect(placeOperators(network).filter(({ device }) => device === 'cpu')).toHaveLength(0)
    expect(mostOnCpu(network)).toBe(3)
  })
})

describe('a compiled model', () => {
  it('has its other operators on the CPU, where the compiler left them', () => {
    const places = placed((builder, image) => {
      const compiled = custom(builder, [image], { code: compiledOperatorName, shape: image.shape, scaling: image.scaling })
      return conv2d(builder, compiled, { filters: 4, kernel: 1 })
    })
    expect(places.map(({ reason }) => reason)).toEqual(['compiled', 'left-on-cpu'])
  })
})

describeWithShared('placement against the compiled partner', () => {
  it.each([
    ['movenet_single_pose_lightning_ptq', 59],
    ['deeplabv3_mnv2_dm05_pascal_quant', 8],
    ['posenet_mobilenet_v1_075_353_481_16_quant_decoder', 1],
    ['mobilenet_v1_0.25_128_quant', 0],
    ['mobilenet_v1_0.5_160_quant', 0],
    ['keras_lstm_mnist_ptq', 0],
    ['split_concat', 0],
  ])('%s: the same operators stay on the CPU, one by one', (model, count) => {
    const plain = loadShared(`${model}.tflite`)
    const places = placeOperators(plain)
    const predicted = plain.operators.flatMap((operator, step) => (places[step]?.device === 'cpu' ? [describeOperator(plain, operator)] : []))
    const compiled = loadShared(`${model}_edgetpu.tflite`)
    const left = compiled.operators
      .filter(({ customCode }) => customCode !== compiledOperatorName)
      .map((operator) => describeOperator(compiled, operator))
    expect(left).toHaveLength(count)
    expect([...predicted].sort()).toEqual([...left].sort())
  })
})

/** Kind and the shapes, types and names of what an operator writes, which the compiler keeps. */
function describeOperator(graph: Subgraph, { kind, customCode, outputs }: Subgraph['operators'][number]): string {
  const written = outputs.map((index) => graph.tensors[index]).map((tensor) => `${tensor?.name} ${tensor?.type}[${tensor?.shape.join()}]`)
  return [kind, customCode ?? '', ...written].join(' ')
}

function loadShared(name: string): Network {
  return loadNetwork(readFileSync(sharedFile('models', name)))
}

function simple(make: (builder: NetworkBuilder, image: Value) => Value = convolve): Network {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  return builder.build(make(builder, builder.input('image', [1, 8, 8, 4])))
}

function convolve(builder: NetworkBuilder, image: Value): Value {
  return conv2d(builder, image, { filters: 4, kernel: 1 })
}

function placed(make: (builder: NetworkBuilder, image: Value) => Value): Placement[] {
  return placeOperators(simple(make))
}

function changed(network: Network, change: (tensor: Tensor, index: number) => Partial<Tensor>): Network {
  return { ...network, tensors: network.tensors.map((tensor, index) => ({ ...tensor, ...change(tensor, index) })) }
}

function deviceOf({ device }: Placement): string {
  return device
}
