import { integersOf, isActivation } from '../analysis/tensors.ts'
import type { Network, Operator } from '../model/network.ts'
import { optionsOf } from '../model/tflite/options.ts'
import { followShapes } from './follow-shapes.ts'
import { type IntegerChange, rebuild } from './rebuild.ts'
import { isGlobalPool, reshapedTo, type Shape, type ShapeRule, shapeRuleOf } from './spatial-rules.ts'
import { blocked, type Transformation } from './transformation.ts'

/** Height and width of an image in pixels. */
export interface ImageSize {
  readonly height: number
  readonly width: number
}

/** The image that a network takes; undefined where it takes none, or several. */
export function inputImageOf({ inputs, tensors }: Network): (ImageSize & { readonly tensor: number }) | undefined {
  const images = inputs.flatMap((tensor) => {
    const [batch, height, width, channels] = tensors[tensor]?.shape ?? []
    return batch === 1 && height && width && channels ? [{ tensor, height, width }] : []
  })
  return images.length === 1 ? images[0] : undefined
}

/**
 * Gives a network an image of another size. Layers keep their parameters, so it must be convolutional, up to a pooling
 * of the whole image if it has dense layers; its results keep their shapes or become smaller images.
 */
export function resizeInput(network: Network, { height, width }: ImageSize): Transformation {
  const image = inputImageOf(network)
  if (image === undefined) return blocked(null, 'it does not take one image')
  const pass = new SpatialPass(network)
  pass.change(image.tensor, [1, height, width, network.tensors[image.tensor]?.shape[3] ?? 1])
  return pass.run()
}

/** Gives the result of a RESIZE_BILINEAR or RESIZE_NEAREST_NEIGHBOR, and what follows it, another size. */
export function resizeResult(network: Network, operator: number, size: ImageSize): Transformation {
  return new SpatialPass(network, { operator, size }).run()
}

/** Carries changed sizes of images from the input to the outputs. */
class SpatialPass {
  readonly #network: Network
  readonly #wanted: { readonly operator: number; readonly size: ImageSize } | undefined
  readonly #shapes = new Map<number, Shape>()
  /** What images of a size have become, to tell what one that is resized to that size shall become. */
  readonly #sizes = new Map<string, ImageSize>()
  readonly #integers: IntegerChange[] = []
  readonly #operators: Operator[]

  constructor(network: Network, wanted?: { readonly operator: number; readonly size: ImageSize }) {
    this.#network = network
    this.#wanted = wanted
    this.#operators = [...network.operators]
  }

  change(tensor: number, shape: Shape): void {
    const [, height = 1, width = 1, channels] = this.#network.tensors[tensor]?.shape ?? []
    if (channels !== undefined) this.#sizes.set(`${height}x${width}`, { height: shape[1] ?? 1, width: shape[2] ?? 1 })
    if (!isSameShape(shape, this.#network.tensors[tensor]?.shape)) this.#shapes.set(tensor, shape)
  }

  run(): Transformation {
    for (const [index, operator] of this.#network.operators.entries()) {
      if (!this.#isAffected(operator) && this.#wanted?.operator !== index) continue
      const results = this.#resultsOf(operator, index)
      if (typeof results === 'string') return blocked(index, results)
      if (!operator.outputs.every((output) => this.#isFlowing(output))) return blocked(index, 'it writes what is kept')
      operator.outputs.forEach((output, place) => this.change(output, results[place] ?? []))
    }
    const followed = followShapes({ ...this.#network, operators: this.#operators }, this.#shapes)
    const integers = [...followed.integers, ...this.#integers]
    return { kind: 'changed', network: rebuild(this.#network, { shapes: this.#shapes, ...followed, integers }) }
  }

  /** A vector that is resized to the size of an image follows that image. */
  #isAffected({ kind, inputs, outputs: [output] }: Operator): boolean {
    const [, height = 1, width = 1] = this.#originalShapeOf(output)
    const size = isResize(kind) ? this.#sizes.get(`${height}x${width}`) : undefined
    const isToChangedSize = size !== undefined && (size.height !== height || size.width !== width)
    return isToChangedSize || inputs.some((input) => this.#shapes.has(input))
  }

  #isFlowing(index: number): boolean {
    const tensor = this.#network.tensors[index]
    return tensor === undefined || isActivation(tensor)
  }

  /** Shapes of an operator's results, or why they are not known. */
  #resultsOf(operator: Operator, index: number): readonly Shape[] | string {
    const inputs = operator.inputs.map((input) => this.#shapeOf(input))
    if (isResize(operator.kind)) return this.#resizedBy(operator, index)
    if (operator.kind === 'RESHAPE') return this.#reshapedBy(operator)
    if (operator.kind === 'FULLY_CONNECTED') return 'its weights are for an input of this size'
    const rule = shapeRuleOf(operator)
    if (rule === undefined) return 'how its result depends on the size of an image is not known'
    if (!this.#isUnderstood(operator, rule)) return 'its result has another shape than its options say'
    if (isGlobalPool(this.#network, operator)) return this.#pooledBy(operator, index)
    return rule(this.#network, operator, inputs) ?? 'what it reads does not fit together any more'
  }

  /** Whether a rule gives the shapes that the results have now. */
  #isUnderstood(operator: Operator, rule: ShapeRule): boolean {
    const results = rule(this.#network, operator, operator.inputs.map((input) => this.#originalShapeOf(input)))
    return operator.outputs.every((output, place) => isSameShape(results?.[place], this.#originalShapeOf(output)))
  }

  #pooledBy(operator: Operator, index: number): readonly Shape[] | string {
    const options = optionsOf(operator.options, 'Pool2DOptions')
    const [batch = 1, filterHeight = 1, filterWidth = 1, channels = 1] = this.#shapeOf(operator.inputs[0])
    if (options === undefined) return 'its options are not known'
    this.#operators[index] = { ...operator, options: { ...options, filterHeight, filterWidth } }
    return [[batch, 1, 1, channels]]
  }

  #resizedBy(operator: Operator, index: number): readonly Shape[] | string {
    const from = this.#originalShapeOf(operator.inputs[0])
    const to = this.#originalShapeOf(operator.outputs[0])
    const [batch = 1, height = 1, width = 1] = this.#shapeOf(operator.inputs[0])
    const told = integersOf(this.#network.tensors[operator.inputs[1] ?? -1])
    if (from.length !== 4 || to.length !== 4 || told === undefined) {
      return 'the size that it resizes to is not constant'
    }
    const [, oldHeight = 1, oldWidth = 1] = to
    const factors = [oldHeight / (from[1] ?? 1), oldWidth / (from[2] ?? 1)] as const
    const scaled = { height: height * factors[0], width: width * factors[1] }
    const byFactor = factors.every(Number.isInteger) ? scaled : undefined
    const wanted = this.#wanted?.operator === index ? this.#wanted.size : undefined
    const size = wanted ?? this.#sizes.get(`${oldHeight}x${oldWidth}`) ?? byFactor
    if (size === undefined) return 'the size that it would have to resize to is not clear'
    this.#integers.push({ operator: index, place: 1, values: [size.height, size.width] })
    return [[batch, size.height, size.width, to[3] ?? 1]]
  }

  #reshapedBy({ inputs: [input, told], outputs: [output] }: Operator): readonly Shape[] | string {
    if (told !== undefined && integersOf(this.#network.tensors[told]) === undefined) return 'its shape is not constant'
    const shape = reshapedTo(this.#originalShapeOf(input), this.#originalShapeOf(output), this.#shapeOf(input))
    return shape === undefined ? 'which of its dimensions depends on the size of the image is not clear' : [shape]
  }

  #shapeOf(tensor: number | undefined): Shape {
    return this.#shapes.get(tensor ?? -1) ?? this.#originalShapeOf(tensor)
  }

  #originalShapeOf(tensor: number | undefined): Shape {
    return this.#network.tensors[tensor ?? -1]?.shape ?? []
  }
}

function isResize(kind: string): boolean {
  return kind === 'RESIZE_BILINEAR' || kind === 'RESIZE_NEAREST_NEIGHBOR'
}

function isSameShape(first: Shape | undefined, second: Shape | undefined): boolean {
  return first?.length === second?.length && first?.every((length, axis) => length === second?.[axis]) === true
}
