import { conv2d } from '../layers/convolution.ts'
import { averagePool2d, maxPool2d } from '../layers/pooling.ts'
import { concatenation } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import type { PaddingKind, Pair } from '../shapes.ts'

/** A layer or block that waits for its input, so that architectures can list it before there is a network. */
export type Layer = (builder: NetworkBuilder, input: Value) => Value

export interface WindowOptions {
  /** @default 1 */
  readonly stride?: Pair
  /** @default 'same' */
  readonly padding?: PaddingKind
}

export const valid: WindowOptions = { padding: 'valid' }
export const halving: WindowOptions = { stride: 2 }
export const validHalving: WindowOptions = { stride: 2, padding: 'valid' }

/** A convolution with ReLU, into which batch normalisation is folded where the definition has it. */
export function convolution(filters: number, kernel: Pair = 1, options: WindowOptions = {}): Layer {
  return (builder, input) => conv2d(builder, input, { filters, kernel, activation: 'relu', ...options })
}

export function maxPool(window: Pair, options: WindowOptions = {}): Layer {
  return (builder, input) => maxPool2d(builder, input, { window, stride: 1, padding: 'same', ...options })
}

export function averagePool(window: Pair, options: WindowOptions = {}): Layer {
  return (builder, input) => averagePool2d(builder, input, { window, stride: 1, padding: 'same', ...options })
}

/** One layer after the other. */
export function sequence(...layers: readonly Layer[]): Layer {
  return (builder, input) => layers.reduce((value, layer) => layer(builder, value), input)
}

export function repeated(times: number, layer: Layer): Layer {
  return sequence(...Array.from({ length: times }, () => layer))
}

/** All paths from the same input, their channels joined in order. */
export function branches(...paths: readonly Layer[]): Layer {
  return (builder, input) => concatenation(builder, paths.map((path) => path(builder, input)), channelAxis)
}

/** The dimension of an image that counts channels. */
const channelAxis = 3
