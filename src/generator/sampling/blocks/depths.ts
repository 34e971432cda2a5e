import type { BlockName } from './names.ts'

/** Operators on the longest path. */
interface Depth {
  /** With the shallowest of its choices. */
  readonly least: number
  /** In the middle of them. */
  readonly usual: number
}

/** Of each block. */
export const blockDepths: Readonly<Record<BlockName, Depth>> = {
  convolution: { least: 1, usual: 1 },
  separable: { least: 2, usual: 2 },
  pooling: { least: 2, usual: 2 },
  padding: { least: 2, usual: 2 },
  dense: { least: 1, usual: 2 },
  elementwise: { least: 3, usual: 3 },
  residual: { least: 3, usual: 3 },
  invertedResidual: { least: 3, usual: 4 },
  branches: { least: 3, usual: 4 },
  split: { least: 5, usual: 5 },
  resize: { least: 2, usual: 5 },
  denselyConnected: { least: 5, usual: 7 },
}

/** Of a head: a convolution to classes, or a mean or reshape, a dense layer and a softmax. */
export const headDepth: Depth = { least: 1, usual: 3 }

/** Of the block that adds the fewest. */
export function shallowest(names: readonly BlockName[], of: keyof Depth): number {
  return Math.min(...names.map((name) => blockDepths[name][of]))
}
