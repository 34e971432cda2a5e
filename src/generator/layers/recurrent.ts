import { Activation, type TensorType } from '../../model/tflite/schema.ts'
import { absent, type NetworkBuilder, scalingOf, type Value } from '../network-builder.ts'
import { randomBiases, randomWeights, type Scaling, scalingOfRange, type Weights, weightReach } from '../quantise.ts'
import { UnbuildableError } from '../unbuildable-error.ts'

/** The gates of an LSTM in the order of its weights. */
const gates = ['input', 'forget', 'cell', 'output'] as const

/**
 * Steps of a cell's state, which must be a power of two, and where it is clipped. Source: google-coral/test_data,
 * `keras_lstm_mnist_ptq.tflite`, also for which inputs are left out and what the intermediate tensors are.
 */
const cell = { scaling: { scale: 2 ** -12, zeroPoint: 0 }, clip: 10 } as const

/**
 * A long short-term memory over a sequence [1, steps, features], with the result of each step: [1, steps, units].
 * As `tf.keras.layers.LSTM` is converted: without peepholes, projection and normalisation.
 * @throws RangeError if the input is no quantised sequence or the network is unsigned: TFLite has a signed kernel only
 * (tensorflow/tensorflow, `lite/kernels/unidirectional_sequence_lstm.cc`)
 */
export function lstm(builder: NetworkBuilder, input: Value, units: number): Value {
  const kind = 'UNIDIRECTIONAL_SEQUENCE_LSTM'
  builder.requireScheme('int8', kind)
  scalingOf(input)
  const [batch = 0, steps = 0, features = 0, ...rest] = input.shape
  if (features === 0 || rest.length > 0) {
    throw new UnbuildableError(`[${input.shape.join(', ')}] is no sequence of vectors`)
  }
  // What a cell gives lies between -1 and 1.
  const scaling = scalingOfRange('int8', -1, 1)
  const prefix = builder.nextName(kind)
  const { fromInput, fromOutput, biases } = gateConstants(builder, prefix, input, { units, features, scaling })
  const peepholes = [absent, absent, absent]
  const projection = [absent, absent]
  const state = [
    builder.variable(`${prefix}/output_state`, [batch, units], 'INT8', scaling),
    builder.variable(`${prefix}/cell_state`, [batch, units], 'INT16', cell.scaling),
  ]
  const normalisation = gates.map(() => absent)
  return builder.operator({
    kind,
    inputs: [input, ...fromInput, ...fromOutput, ...peepholes, ...biases, ...projection, ...state, ...normalisation],
    intermediates: [
      ...gates.map((gate) => builder.intermediate(`${prefix}/input_to_${gate}`, undefined)),
      builder.intermediate(`${prefix}/hidden`, scaling),
    ],
    shape: [batch, steps, units],
    scaling,
    options: {
      table: 'UnidirectionalSequenceLSTMOptions',
      fusedActivationFunction: Activation.tanh,
      cellClip: cell.clip,
      projClip: 0,
      timeMajor: false,
      asymmetricQuantizeInputs: false,
      diagonalRecurrentTensors: false,
    },
  })
}

interface GateConstants {
  readonly fromInput: readonly Value[]
  readonly fromOutput: readonly Value[]
  readonly biases: readonly Value[]
}

/** Weights of all gates for the input and for the last output, and biases. */
function gateConstants(
  builder: NetworkBuilder,
  prefix: string,
  input: Value,
  { units, features, scaling }: { readonly units: number; readonly features: number; readonly scaling: Scaling },
): GateConstants {
  const { random } = builder
  const inputScaling = scalingOf(input)
  const weightsFor = (factor: Scaling, length: number): Weights[] =>
    gates.map(() => randomWeights('int8', random, units * length, weightReach('int8', factor, length), undefined))
  const constants = (part: string, shape: readonly number[], type: TensorType, of: readonly Weights[]): Value[] =>
    of.map(({ bytes, quantisation }, gate) =>
      builder.constant(`${prefix}/${part}_to_${gates[gate]}`, shape, type, bytes, quantisation))
  const inputWeights = weightsFor(inputScaling, features)
  const biases = inputWeights.map(({ quantisation }) =>
    randomBiases(random, inputScaling.scale, quantisation, units))
  return {
    fromInput: constants('weights', [units, features], 'INT8', inputWeights),
    fromOutput: constants('recurrent', [units, units], 'INT8', weightsFor(scaling, units)),
    biases: constants('bias', [units], 'INT32', biases),
  }
}
