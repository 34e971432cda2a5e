import type { Network, Operator, Quantisation, Tensor } from '../model/network.ts'
import type { OperatorKind } from '../model/operators.ts'
import type { OperatorOptions } from '../model/tflite/options.ts'
import type { TensorType } from '../model/tflite/schema.ts'
import { quantisationOf, type QuantisationScheme, type Scaling, scalingOfRange } from './quantise.ts'
import { NoRandom, Random } from '../random.ts'
import { elementsOf } from './shapes.ts'

/** A tensor under construction, as an operator takes it. */
export interface Value {
  /** Index among the network's tensors. */
  readonly index: number
  readonly shape: readonly number[]
  readonly type: TensorType
  /** What the integers stand for; absent for real numbers. */
  readonly scaling: Scaling | undefined
}

export interface NetworkBuilderOptions {
  readonly quantisation: QuantisationScheme
  /** Where the weights come from: the same seed and the same calls give the same network. */
  readonly seed: number
  /** `none` leaves the bytes of all weights out: enough where only shapes count. @default 'random' */
  readonly weights?: 'random' | 'none' | undefined
  readonly description?: string
}

/** A result of an operator. It gets a tensor of its own. */
export interface Result {
  readonly shape: readonly number[]
  /** Scaling of the result; `undefined` for one that is not quantised. */
  readonly scaling: Scaling | undefined
  /** @default the scheme's 8-bit type where there is a scaling, else FLOAT32 */
  readonly type?: TensorType
  readonly name?: string | undefined
}

/** What an operator is beside its results. */
interface OperatorFrame {
  readonly kind: OperatorKind
  readonly inputs: readonly Value[]
  readonly version?: number
  readonly options?: OperatorOptions | undefined
  readonly customCode?: string
  readonly customOptions?: Uint8Array
  /** What a recurrent operator's kernel keeps between its steps. */
  readonly intermediates?: readonly Value[]
}

/** An operator to add, with its only result. */
export interface OperatorRequest extends OperatorFrame, Result {}

/** An operator to add that has several results, such as a split. */
export interface ManyResultsRequest extends OperatorFrame {
  readonly results: readonly Result[]
}

/** A place among an operator's inputs that is left empty. */
export const absent: Value = { index: -1, shape: [], type: 'FLOAT32', scaling: undefined }

/**
 * Collects a quantised network of one subgraph. The functions in `layers/` add operators to it; each returns the value
 * that the next one takes.
 */
export class NetworkBuilder {
  readonly quantisation: QuantisationScheme
  readonly random: Random
  readonly #description: string | undefined
  readonly #tensors: Tensor[] = []
  readonly #operators: Operator[] = []
  readonly #inputs: number[] = []

  constructor({ quantisation, seed, weights = 'random', description }: NetworkBuilderOptions) {
    this.quantisation = quantisation
    this.random = weights === 'none' ? new NoRandom() : new Random(seed)
    this.#description = description
  }

  /** A quantised input, by default of reals from -1 to 1, which is what images are commonly scaled to. */
  input(name: string, shape: readonly number[], scaling: Scaling = scalingOfRange(this.quantisation, -1, 1)): Value {
    const value = this.#add(name, shape, this.#activationType, scaling)
    this.#inputs.push(value.index)
    return value
  }

  /** An input of real numbers, to be quantised by an operator. */
  floatInput(name: string, shape: readonly number[]): Value {
    const value = this.#add(name, shape, 'FLOAT32', undefined)
    this.#inputs.push(value.index)
    return value
  }

  /** A tensor whose values are in the file. */
  constant(
    name: string,
    shape: readonly number[],
    type: TensorType,
    bytes: Uint8Array,
    quantisation: Quantisation | undefined = undefined,
  ): Value {
    const index = this.#push({ name, shape, type, quantisation, constant: { kind: 'inline', bytes } })
    return { index, shape, type, scaling: undefined }
  }

  /** A quantised constant, such as a factor for each channel; its values are random over the scaling's whole range. */
  quantisedConstant(name: string, shape: readonly number[], scaling: Scaling): Value {
    const bytes = this.random.bytes(elementsOf(shape))
    const quantisation = quantisationOf([scaling.scale], [scaling.zeroPoint])
    return { ...this.constant(name, shape, this.#activationType, bytes, quantisation), scaling }
  }

  /** A vector or matrix of 32-bit integers, such as a shape or paddings. */
  integers(name: string, shape: readonly number[], values: readonly number[]): Value {
    return this.constant(name, shape, 'INT32', new Uint8Array(Int32Array.from(values).buffer))
  }

  /** A tensor that keeps its value from one inference to the next, as the state of a recurrent operator does. */
  variable(name: string, shape: readonly number[], type: TensorType, scaling: Scaling): Value {
    const quantisation = quantisationOf([scaling.scale], [scaling.zeroPoint])
    const index = this.#push({ name, shape, type, quantisation, constant: undefined, isVariable: true })
    return { index, shape, type, scaling }
  }

  /** A tensor for an operator's own use. Only its scaling matters: its kernel knows the size. */
  intermediate(name: string, scaling: Scaling | undefined): Value {
    return this.#add(name, [0], scaling === undefined ? 'FLOAT32' : this.#activationType, scaling)
  }

  operator(request: OperatorRequest): Value {
    const [value] = this.operatorOfMany({ ...request, results: [request] })
    if (value === undefined) throw new RangeError('an operator with one result has one value')
    return value
  }

  operatorOfMany(request: ManyResultsRequest): Value[] {
    const { kind, inputs, results, version = 1, options, customCode, customOptions, intermediates = [] } = request
    const outputs = results.map(({ shape, scaling, type, name }, index) => {
      const usualName = index === 0 ? this.nextName(kind) : `${this.nextName(kind)}:${index}`
      const usualType = scaling === undefined ? 'FLOAT32' : this.#activationType
      return this.#add(name ?? usualName, shape, type ?? usualType, scaling)
    })
    this.#operators.push({
      kind,
      customCode,
      version,
      options,
      customOptions,
      inputs: inputs.map(({ index }) => index),
      outputs: outputs.map(({ index }) => index),
      intermediates: intermediates.map(({ index }) => index),
      mutatingVariableInputs: [],
    })
    return outputs
  }

  /** The name that the next operator's result gets if it is given none. */
  nextName(kind: OperatorKind): string {
    return `${kind.toLowerCase()}_${this.#operators.length}`
  }

  /**
   * The version of an operator whose quantised form was first unsigned and then, in another version, signed. Source of
   * the versions of all layers: tensorflow/tensorflow, `tensorflow/lite/tools/versioning/op_version.cc`.
   */
  versionOf(versions: Readonly<Record<QuantisationScheme, number>>): number {
    return versions[this.quantisation]
  }

  /**
   * For an operator that TFLite has a quantised kernel of in one scheme only.
   * @throws RangeError if the network is quantised in the other
   */
  requireScheme(scheme: QuantisationScheme, kind: OperatorKind): void {
    if (this.quantisation === scheme) return
    throw new RangeError(`TFLite knows ${kind} in ${scheme}, not in ${this.quantisation}`)
  }

  build(...outputs: readonly Value[]): Network {
    const main = {
      name: 'main',
      tensors: [...this.#tensors],
      operators: withOneVersionPerKind(this.#operators),
      inputs: [...this.#inputs],
      outputs: outputs.map(({ index }) => index),
    }
    return { ...main, description: this.#description, subgraphs: [main], signatures: [], metadata: [] }
  }

  get #activationType(): TensorType {
    return this.quantisation === 'uint8' ? 'UINT8' : 'INT8'
  }

  #add(name: string, shape: readonly number[], type: TensorType, scaling: Scaling | undefined): Value {
    const quantisation = scaling && quantisationOf([scaling.scale], [scaling.zeroPoint])
    return { index: this.#push({ name, shape, type, quantisation, constant: undefined }), shape, type, scaling }
  }

  #push(tensor: Pick<Tensor, 'name' | 'shape' | 'type' | 'quantisation' | 'constant'> & Partial<Tensor>): number {
    const { name, shape, shapeSignature, type, quantisation, constant, sparsity } = tensor
    const { isVariable = false, hasRank = false } = tensor
    // Written out, because random networks are laid out thousands of times and spreading took a fifth of that.
    const whole = { name, shape, shapeSignature, type, quantisation, constant, isVariable, hasRank, sparsity }
    return this.#tensors.push(whole) - 1
  }
}

/**
 * Converters since 2020 declare each kind of operator once, in the highest version that one of its operators needs
 * (tensorflow/tensorflow, `tensorflow/lite/tools/versioning/op_version.cc`).
 */
function withOneVersionPerKind(operators: readonly Operator[]): readonly Operator[] {
  const versions = new Map<string, number>()
  const nameOf = ({ kind, customCode }: Operator): string => customCode ?? kind
  for (const operator of operators) {
    versions.set(nameOf(operator), Math.max(operator.version, versions.get(nameOf(operator)) ?? 0))
  }
  return operators.map((operator) => ({ ...operator, version: versions.get(nameOf(operator)) ?? operator.version }))
}

/**
 * The scaling of a quantised value.
 * @throws RangeError for a value in real numbers
 */
export function scalingOf({ scaling, type }: Value): Scaling {
  if (scaling === undefined) throw new RangeError(`the operator takes quantised values, not ${type}`)
  return scaling
}
