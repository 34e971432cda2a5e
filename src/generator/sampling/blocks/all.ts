import type { Block } from './block.ts'
import { branches } from './branches.ts'
import { convolution } from './convolution.ts'
import { dense } from './dense.ts'
import { denselyConnected } from './densely-connected.ts'
import { elementwise } from './elementwise.ts'
import { invertedResidual } from './inverted-residual.ts'
import type { BlockName } from './names.ts'
import { padding } from './padding.ts'
import { pooling } from './pooling.ts'
import { residual } from './residual.ts'
import { resize } from './resize.ts'
import { separable } from './separable.ts'
import { split } from './split.ts'

/** Each kind of block by its name. All take images but `dense`, which takes a vector. */
export const blocks: Readonly<Record<BlockName, Block>> = {
  convolution,
  residual,
  branches,
  split,
  separable,
  invertedResidual,
  denselyConnected,
  elementwise,
  pooling,
  resize,
  padding,
  dense,
}
