import type { Network } from '../../model/network.ts'
import { conv2d } from '../layers/convolution.ts'
import { add } from '../layers/elementwise.ts'
import { averagePool2d } from '../layers/pooling.ts'
import { NetworkBuilder, type NetworkBuilderOptions, type Value } from '../network-builder.ts'
import { UnbuildableError } from '../unbuildable-error.ts'
import { parseCell } from './nas-bench-201-cell.ts'
import { canonicalCell, type PrunedCell, pruneCell } from './nas-bench-201-pruning.ts'
import { type Variant, variants } from './nas-bench-201-variants.ts'

export interface NasBench201Options {
  /** The cell as NAS-Bench-201 writes it, such as `|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|skip_connect~2|`. */
  readonly cell: string
  /** Whose measurements the network stands for. */
  readonly variant: 'eagle' | 'hwnasbench'
  /** @default 10: those of CIFAR-10 */
  readonly classes?: number
  /** Where the weights come from. */
  readonly seed: number
  /** `none` leaves their bytes out: enough for an analysis. @default 'random' */
  readonly weights?: NetworkBuilderOptions['weights']
}

/** Dong and Yang, "NAS-Bench-201", arXiv:2001.00326, section 2.1 and figure 1. */
const imageSize = 32
const stageChannels = [16, 32, 64] as const
const cellsPerStage = 5
/** Results of the networks that were measured. */
export const cifarClasses = 10

/**
 * A network of NAS-Bench-201 with random weights: three stages of five equal cells on a 32x32 image, with residual
 * blocks between them that halve the image. Both variants prune the cell (see `pruneCell`); how they differ is told in
 * `nas-bench-201-variants.ts`.
 * @throws RangeError for a malformed cell, and for one without a path from its input to its output: its result does not
 * depend on the image, and eagle makes no network of it either
 */
export function nasBench201(options: NasBench201Options): Network {
  const { cell, variant, classes = cifarClasses, seed, weights } = options
  const pruned = pruneCell(parseCell(cell))
  if (pruned.outputs.length === 0) throw new UnbuildableError(`no path leads through the cell ${cell}`)
  const { quantisation, create } = variants[variant]
  // The canonical form, so that cells that are the same network give the same file.
  const description = `NAS-Bench-201 ${variant} ${canonicalCell(cell)}`
  const builder = new NetworkBuilder({ quantisation, seed, weights, description })
  const layers = create(builder)
  const image = builder.input('input', [1, imageSize, imageSize, 3])
  const [firstChannels] = stageChannels
  const stem = layers.convolution(image, { place: 'stem', filters: firstChannels, kernel: 3 })
  const features = stageChannels.reduce((value, filters, stage) => {
    const start = stage === 0 ? value : reduction(builder, layers, value, filters)
    return Array.from({ length: cellsPerStage }).reduce<Value>(
      (input) => runCell(builder, layers, pruned, input, filters),
      start,
    )
  }, stem)
  return builder.build(layers.tail(features, classes))
}

function runCell(builder: NetworkBuilder, layers: Variant, cell: PrunedCell, input: Value, filters: number): Value {
  const values = [input]
  const sum = (numbers: readonly number[]): Value =>
    numbers.flatMap((number) => values[number] ?? []).reduce((left, right) => add(builder, left, right))
  for (const { operation, inputs } of cell.operators) {
    const value = sum(inputs)
    values.push(
      operation === 'avg_pool_3x3'
        ? averagePool2d(builder, value, { window: 3, stride: 1, padding: 'same' })
        : layers.convolution(value, { place: 'cell', filters, kernel: operation === 'nor_conv_3x3' ? 3 : 1 }),
    )
  }
  return sum(cell.outputs)
}

/** Two 3x3 convolutions, the first of which strides, beside a pool and a 1x1 convolution. */
function reduction(builder: NetworkBuilder, layers: Variant, input: Value, filters: number): Value {
  const shortcut = conv2d(builder, averagePool2d(builder, input, { window: 2 }), { filters, kernel: 1 })
  const half = layers.convolution(input, { place: 'reduction', filters, kernel: 3, stride: 2 })
  const main = layers.convolution(half, { place: 'reduction', filters, kernel: 3 })
  return add(builder, main, shortcut)
}
