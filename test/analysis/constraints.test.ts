import { describe, expect, it } from 'vitest'
import { type Placement, placeOperators } from '../../src/analysis/placement.ts'
import { logistic, prelu, relu, relu6, reluN1To1, softmax, tanh } from '../../src/generator/layers/activation.ts'
import { dequantize, quantize } from '../../src/generator/layers/conversion.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { expandDims, pack, squeeze } from '../../src/generator/layers/dimensions.ts'
import { add, maximum, minimum, mul, squaredDifference, sub } from '../../src/generator/layers/elementwise.ts'
import { spaceToDepth, transpose } from '../../src/generator/layers/layout.ts'
import { l2Normalization, rsqrt } from '../../src/generator/layers/normalisation.ts'
import { averagePool2d, maxPool2d, mean } from '../../src/generator/layers/pooling.ts'
import {
  concatenation,
  pad,
  reshape,
  resizeBilinear,
  resizeNearestNeighbor,
} from '../../src/generator/layers/rearrange.ts'
import { lstm } from '../../src/generator/layers/recurrent.ts'
import { reduceMax, reduceMin, sum } from '../../src/generator/layers/reduction.ts'
import { slice, split, stridedSlice } from '../../src/generator/layers/slice.ts'
import { transposeConv2d } from '../../src/generator/layers/transpose-convolution.ts'
import { leakyRelu } from '../../src/generator/layers/unsupported.ts'
import { type NetworkBuilder, scalingOf, type Value } from '../../src/generator/network-builder.ts'
import { quantisationOf } from '../../src/generator/quantise.ts'
import { elementsOf } from '../../src/generator/shapes.ts'
import type { Operator } from '../../src/model/network.ts'
import type { OperatorOptions } from '../../src/model/tflite/options.ts'
import { Activation } from '../../src/model/tflite/schema.ts'
import { type LayerCase, networkOf } from '../support/layer-cases.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { readRows } from '../support/table.ts'

type Make = LayerCase['make']
type Change = (operator: Operator) => Operator

/** What the vendor's table says of one operator, as cases made by hand. The operator in question is always the last. */
interface Row {
  readonly mapped?: readonly Make[]
  /** Mapped as far as is known, but nothing at hand says so for certain. */
  readonly unsure?: readonly Make[]
  readonly refused?: readonly (readonly [why: RegExp, make: Make, change?: Change])[]
}

const withRelu = withOptions((options) =>
  options.table === 'Pool2DOptions' || options.table === 'ConcatenationOptions'
    ? { ...options, fusedActivationFunction: Activation.relu }
    : options)

const corner = { begin: [0, 0, 0, 0], end: [1, 4, 4, 4] }

const fused = /without a fused activation/
const batch = /across the batch|batch of 2/
const dilation = /same dilation/
const weights = /weights are not constant/
const rows: Readonly<Record<string, Row>> = {
  Add: { mapped: [(b, x) => add(b, x, x), (b, x) => add(b, x, constant(b, x, 7), 'relu')] },
  AveragePool2d: {
    mapped: [(b, x) => averagePool2d(b, x, { window: 2 })],
    refused: [[fused, (b, x) => averagePool2d(b, x, { window: 2 }), withRelu]],
  },
  Concatenation: {
    mapped: [(b, x) => concatenation(b, [x, x, x], 3), (b, x) => concatenation(b, [x, constant(b, x, 0)], 3)],
    refused: [
      [fused, (b, x) => concatenation(b, [x, x], 3), withRelu],
      [/all zero and there are two/, (b, x) => concatenation(b, [x, constant(b, x, 1)], 3)],
      [/all zero and there are two/, (b, x) => concatenation(b, [x, x, constant(b, x, 0)], 3)],
    ],
  },
  Conv2d: {
    mapped: [(b, x) => conv2d(b, x, { filters: 4, kernel: 3, dilation: 2, activation: 'relu6' })],
    // In two groups: the filters have half the channels.
    unsure: [(b, x) => b.operator({
      kind: 'CONV_2D',
      inputs: [x, constant(b, image(b, [4, 1, 1, 2]), 7)],
      shape: x.shape,
      scaling: x.scaling,
    })],
    refused: [
      [dilation, (b, x) => conv2d(b, x, { filters: 4, kernel: 3, dilation: [1, 2] })],
      [weights, (b, x) => conv2d(b, x, { filters: 4, kernel: 3 }), withInput(1)],
    ],
  },
  DepthwiseConv2d: {
    mapped: [(b, x) => depthwiseConv2d(b, x, { kernel: 3, dilation: [3, 3] })],
    refused: [
      [dilation, (b, x) => depthwiseConv2d(b, x, { kernel: 3, dilation: [2, 1] })],
      [weights, (b, x) => depthwiseConv2d(b, x, { kernel: 3 }), withInput(1)],
    ],
  },
  ExpandDims: { mapped: [(b, x) => expandDims(b, x, 0)] },
  FullyConnected: {
    mapped: [(b, x) => fullyConnected(b, x, { units: 5 })],
    refused: [
      [/default weight format/, (b, x) => fullyConnected(b, x, { units: 5 }), withOptions((options) =>
        options.table === 'FullyConnectedOptions' ? { ...options, weightsFormat: 1 } : options)],
      [/not one-dimensional/, (b, x) => fullyConnected(b, reshape(b, x, [4, 64]), { units: 5 })],
      [weights, (b, x) => fullyConnected(b, x, { units: 5 }), withInput(1)],
    ],
  },
  L2Normalization: { mapped: [l2Normalization] },
  Logistic: { mapped: [logistic] },
  LSTM: {
    mapped: [(b, x) => lstm(b, reshape(b, x, [1, 8, 32]), 6)],
    refused: [[/does not support/, (b, x) => lstm(b, reshape(b, x, [1, 8, 32]), 6), (operator) =>
      ({ ...operator, kind: 'BIDIRECTIONAL_SEQUENCE_LSTM' })]],
  },
  Maximum: { mapped: [(b, x) => maximum(b, x, x), (b, x) => maximum(b, x, constant(b, x, 7))] },
  MaxPool2d: {
    mapped: [(b, x) => maxPool2d(b, x, { window: 2 })],
    refused: [[fused, (b, x) => maxPool2d(b, x, { window: 2 }), withRelu]],
  },
  Mean: {
    mapped: [(b, x) => mean(b, x), (b, x) => mean(b, x, [-1]), (b) => mean(b, image(b, [1, 8, 8, 3]))],
    refused: [
      [batch, (b, x) => mean(b, x, [0])],
      [/3 channels.*multiple of 4/, (b) => mean(b, image(b, [1, 8, 8, 3]), [-1])],
    ],
  },
  Minimum: { mapped: [(b, x) => minimum(b, x, x), (b, x) => minimum(b, x, constant(b, x, 7))] },
  Mul: { mapped: [(b, x) => mul(b, x, x), (b, x) => mul(b, x, constant(b, x, 7))] },
  Pack: {
    mapped: [(b, x) => pack(b, [rowsOf(b, x), rowsOf(b, x)], 1)],
    refused: [[batch, (b, x) => pack(b, [reshape(b, x, [8, 8, 4])], 0)]],
  },
  Pad: {
    mapped: [(b, x) => pad(b, x, [[0, 0], [1, 1], [1, 1], [0, 4]])],
    refused: [[batch, (b, x) => pad(b, x, [[0, 1], [0, 0], [0, 0], [0, 0]])]],
  },
  PReLU: {
    mapped: [(b, x) => prelu(b, x), (b, x) => prelu(b, x, [1])],
    refused: [[/one slope per channel/, (b, x) => prelu(b, x, [8, 8, 4])]],
  },
  Quantize: { mapped: [(b, x) => quantize(b, x, { scale: 0.5, zeroPoint: 0 })] },
  ReduceMax: { mapped: [(b, x) => reduceMax(b, x)], refused: [[batch, (b, x) => reduceMax(b, x, [0])]] },
  ReduceMin: { mapped: [(b, x) => reduceMin(b, x, [3])], refused: [[batch, (b, x) => reduceMin(b, x, [-4, 1])]] },
  ReLU: { mapped: [relu] },
  ReLU6: { mapped: [relu6] },
  ReLUN1To1: { mapped: [reluN1To1] },
  Reshape: {
    mapped: [(b, x) => reshape(b, x, [1, 256])],
    unsure: [(b, x) => reshape(b, resizeBilinear(b, x, 200, 200), [1, 160_000])],
  },
  ResizeBilinear: {
    mapped: [(b, x) => resizeBilinear(b, x, 16, 16), (b) => resizeBilinear(b, image(b, [1, 24, 24, 24]), 48, 48)],
    unsure: [(b, x) => resizeBilinear(b, x, 17, 17), (b) => resizeBilinear(b, image(b, [1, 32, 32, 32]), 64, 64)],
    refused: [
      [/1x1 to 33x33.*too large/, (b) => resizeBilinear(b, image(b, [1, 1, 1, 4]), 33, 33)],
      [batch, (b) => resizeBilinear(b, image(b, [2, 8, 8, 4]), 16, 16)],
    ],
  },
  ResizeNearestNeighbor: {
    mapped: [(b, x) => resizeNearestNeighbor(b, x, 16, 16)],
    unsure: [(b, x) => resizeNearestNeighbor(b, x, 200, 200)],
    refused: [[batch, (b) => resizeNearestNeighbor(b, image(b, [2, 8, 8, 4]), 16, 16)]],
  },
  Rsqrt: { unsure: [(b, x) => rsqrt(b, relu(b, x))] },
  Slice: { unsure: [(b, x) => slice(b, x, [0, 2, 2, 0], [1, 4, 4, 4])] },
  Softmax: {
    mapped: [(b) => softmax(b, image(b, [1, 16_000]))],
    refused: [
      [/16001 elements/, (b) => softmax(b, image(b, [1, 16_001]))],
      [/single dimension/, (b) => softmax(b, image(b, [1, 2, 10]))],
    ],
  },
  SpaceToDepth: { unsure: [(b, x) => spaceToDepth(b, x, 2)] },
  Split: {
    mapped: [(b, x) => split(b, x, 3, 2), (b, x) => split(b, x, 1, 4)],
    refused: [[batch, (b, x) => split(b, x, 0, 1)], [batch, (b, x) => split(b, x, -4, 1)]],
  },
  SquaredDifference: { unsure: [(b, x) => squaredDifference(b, x, tanh(b, x))] },
  Squeeze: {
    unsure: [(b) => squeeze(b, image(b, [1, 1, 8, 4])), (b) => squeeze(b, image(b, [1, 1, 8, 4]), [0])],
    refused: [
      [/only leading/, (b) => squeeze(b, image(b, [1, 8, 1, 4]))],
      [/only leading/, (b) => squeeze(b, image(b, [1, 1, 8, 4]), [1])],
      [/only leading/, (b) => squeeze(b, image(b, [1, 8, 4, 1]), [-1])],
    ],
  },
  StridedSlice: {
    unsure: [(b, x) => stridedSlice(b, x, corner), (b, x) => stridedSlice(b, x, { ...corner, removed: [0] })],
    refused: [
      [/stride of 1/, (b, x) => stridedSlice(b, x, { ...corner, strides: [1, 2, 1, 1] })],
      [/no ellipsis/, (b, x) => stridedSlice(b, x, corner), withOptions((options) =>
        options.table === 'StridedSliceOptions' ? { ...options, ellipsisMask: 1 } : options)],
      [/new axis/, (b, x) => stridedSlice(b, x, corner), withOptions((options) =>
        options.table === 'StridedSliceOptions' ? { ...options, newAxisMask: 1 } : options)],
    ],
  },
  Sub: { mapped: [(b, x) => sub(b, x, tanh(b, x)), (b, x) => sub(b, constant(b, x, 7), x)] },
  Sum: { unsure: [(b, x) => sum(b, x), (b, x) => sum(b, x, [3])], refused: [[batch, (b, x) => sum(b, x, [0])]] },
  Tanh: { mapped: [tanh] },
  Transpose: { unsure: [(b, x) => transpose(b, x, [0, 2, 1, 3])] },
  TransposeConv: { unsure: [(b, x) => transposeConv2d(b, x, { filters: 4, kernel: 3, stride: 2 })] },
  LeakyReLU: { refused: [[/does not support LEAKY_RELU/, (b, x) => leakyRelu(b, x)]] },
  Dequantize: { refused: [[/FLOAT32/, dequantize]] },
  FloorMod: { refused: [[/does not support FLOOR_MOD/, (b, x) =>
    b.operator({ kind: 'FLOOR_MOD', inputs: [x, x], shape: x.shape, scaling: x.scaling })]] },
}

describe.each(Object.entries(rows))('%s', (_, { mapped = [], unsure = [], refused = [] }) => {
  it.each(mapped)('is mapped (case %#)', (make) => {
    expect(lastPlacement(make)).toMatchObject({ device: 'edgetpu', reason: 'mapped' })
    expect(lastPlacement(make)?.support).not.toBe('unverified')
  })

  it.each(unsure)('is taken as mapped, with less certainty (case %#)', (make) => {
    expect(lastPlacement(make)).toMatchObject({ device: 'edgetpu', reason: 'mapped', support: 'unverified' })
  })

  it.each(refused.map(([why, make, change]) => ({ why, make, change })))('stays on the CPU: $why', (refusal) => {
    const place = lastPlacement(refusal.make, refusal.change)
    expect(place?.device).toBe('cpu')
    expect(place?.clause).toMatch(refusal.why)
  })
})

describeWithShared('the vendor\'s table of operators', () => {
  const table = readRows(sharedFile('data', 'edgetpu-ops.csv'))

  it('has a case for each operator, and for each of its constraints one that breaks it', () => {
    expect(Object.keys(rows).toSorted()).toEqual(table.map(({ op }) => op).toSorted())
    const constrained = table.flatMap(({ op = '', constraint }) => (constraint === '' ? [] : [op]))
    // Of a reshape no limit is known: a large one is as much as can be shown.
    expect(constrained.filter((op) => rows[op]?.refused === undefined)).toEqual(['Reshape'])
  })
})

function lastPlacement(make: Make, change: Change = (operator) => operator): Placement | undefined {
  const network = networkOf('int8', make)
  const last = network.operators.length - 1
  const operators = network.operators.map((operator, step) => (step === last ? change(operator) : operator))
  return placeOperators({ ...network, operators }).at(-1)
}

function image(builder: NetworkBuilder, shape: readonly number[]): Value {
  return builder.input('other', shape)
}

function rowsOf(builder: NetworkBuilder, input: Value): Value {
  return reshape(builder, input, [1, 64, 4])
}

/** A constant like the input of which every element is so many steps from zero. */
function constant(builder: NetworkBuilder, input: Value, steps: number): Value {
  const { scale, zeroPoint } = scalingOf(input)
  const bytes = new Uint8Array(elementsOf(input.shape)).fill(zeroPoint + steps)
  const quantisation = quantisationOf([scale], [zeroPoint])
  return { ...builder.constant('constant', input.shape, 'INT8', bytes, quantisation), scaling: input.scaling }
}

function withOptions(change: (options: OperatorOptions) => OperatorOptions): Change {
  return (operator) => ({ ...operator, options: operator.options && change(operator.options) })
}

/** Takes the network's input in place of a constant. */
function withInput(place: number): Change {
  return (operator) => ({ ...operator, inputs: operator.inputs.with(place, operator.inputs[0] ?? 0) })
}
