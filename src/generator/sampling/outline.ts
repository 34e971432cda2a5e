import type { FusedActivation } from '../layers/activation.ts'
import type { Random } from '../../random.ts'
import type { BlockName } from './blocks/names.ts'
import { type CpuOperatorName, cpuOperatorsOf } from './cpu-operator.ts'
import type { Goal } from './goals.ts'
import type { Space } from './space.ts'

/** A block that was drawn. */
export interface BlockDraw {
  readonly name: BlockName
  /** Decides what the block leaves open. */
  readonly seed: number
}

/** How a network of images ends: averaged, taken as one long vector, or as an image. */
export type Head = 'pooled' | 'flattened' | 'map'

/** All of a network that is drawn and not sized. */
export interface Outline {
  readonly goal: Goal
  readonly form: 'image' | 'vector'
  readonly inputShape: readonly number[]
  /** More than a network takes: it begins with the first of them. */
  readonly blocks: readonly BlockDraw[]
  readonly head: Head
  /** Dense layers between the head and its results. */
  readonly hiddenLayers: number
  readonly hasDense: boolean
  readonly classes: number
  readonly activation: FusedActivation
  /** An operator for the CPU, and after which share of the blocks it stands. */
  readonly cpuOperator: { readonly name: CpuOperatorName; readonly place: number } | undefined
}

/** Below this many uses of a parameter, dense layers hold most of the parameters. */
const usesOfDense = 40
/** Below this many, the whole network may be dense: it uses each parameter once. */
const usesOfVector = 2
/** Its activations are a few times its input at most. */
const largestOfVector = 10

/** In networks of fewer operators, hidden layers leave no room for blocks. */
const shallow = 10

/** Draws a network that may come near a goal. */
export function drawOutline(goal: Goal, space: Space, draw: Random): Outline {
  const { quantities, hasCpuOperators } = goal
  const usesOfParameters = quantities.macs / quantities.parameterBytes
  const hasDense = space.blocks.includes('dense')
  const imageBlocks = fitting(space.blocks.filter((name) => name !== 'dense'), quantities.depth)
  const isFlat = quantities.activationBytes < largestOfVector * quantities.inputBytes
  const mayBeVector = hasDense && isFlat && usesOfParameters < usesOfVector && draw.fraction() < 0.9
  const form = mayBeVector || imageBlocks.length === 0 ? 'vector' : 'image'
  const needsDense = usesOfParameters < usesOfDense
  return {
    goal,
    form,
    inputShape: form === 'vector' ? [1, quantities.inputBytes] : imageShape(quantities.inputBytes, draw),
    blocks: drawBlocks(form === 'vector' ? ['dense'] : imageBlocks, quantities.depth, draw),
    head: hasDense && needsDense ? draw.pick(['pooled', 'flattened']) : draw.pick(['pooled', 'flattened', 'map']),
    hiddenLayers: needsDense ? draw.integer(1, quantities.depth < shallow ? 1 : 3) : draw.pick([0, 0, 1]),
    hasDense,
    classes: draw.pick([2, 10, 20, 100, 1000]),
    activation: draw.pick(['relu', 'relu6']),
    cpuOperator: hasCpuOperators ? { name: draw.pick(cpuOperatorsOf[form]), place: draw.fraction() } : undefined,
  }
}

/** An image of about as many bytes; some are twice as wide as high, few have other channels than grey and colour. */
function imageShape(bytes: number, draw: Random): readonly number[] {
  const channels = bytes < 1_024 ? 1 : draw.pick([1, 3, 3, 3, 3, 4])
  const aspect = draw.pick([1, 1, 1, 4 / 3, 2])
  const height = Math.max(1, Math.round(Math.sqrt(bytes / channels / aspect)))
  return [1, height, Math.max(1, Math.round(bytes / channels / height)), channels]
}

/** Networks repeat what they are made of: one to three kinds, or all of them anew for each block. */
function drawBlocks(names: readonly BlockName[], depth: number, draw: Random): readonly BlockDraw[] {
  const kinds = draw.pick([1, 2, 3, names.length])
  const palette = Array.from({ length: kinds }, () => ({ name: pickName(names, draw), seed: draw.uint32() }))
  const isUniform = kinds < names.length && draw.fraction() < 0.7
  return Array.from({ length: depth }, (_, place) => {
    // Images are first filtered, as in every published network.
    if (place === 0 && names.includes('convolution')) return { name: 'convolution', seed: draw.uint32() }
    const { name, seed } = palette[draw.integer(0, palette.length - 1)] ?? { name: pickName(names, draw), seed: 0 }
    return { name, seed: isUniform ? seed : draw.uint32() }
  })
}

/** Operators on the longest path of a block, about. */
const depthOfBlock: Readonly<Record<BlockName, number>> = {
  convolution: 1,
  separable: 2,
  pooling: 2,
  padding: 2,
  dense: 2,
  elementwise: 3,
  residual: 3,
  invertedResidual: 4,
  branches: 4,
  split: 4,
  resize: 5,
  denselyConnected: 7,
}

/** Of a head, about. */
const depthOfHead = 3

/** Those of which one does not go beyond a depth, or else the least deep. */
function fitting(names: readonly BlockName[], depth: number): readonly BlockName[] {
  const least = Math.min(...names.map((name) => depthOfBlock[name]))
  return names.filter((name) => depthOfBlock[name] <= Math.max(least, depth - depthOfHead))
}

function pickName(names: readonly BlockName[], draw: Random): BlockName {
  const [first = 'convolution', ...rest] = names
  return draw.pick([first, ...rest])
}
