import type { Network } from '../../model/network.ts'

/** The Edge TPU takes channels in steps of as many: src/analysis/steps.ts names the sources. */
const grid = 4

/** How channel counts of a network are rounded: to whole steps of the grid, or to counts that lie beside it. */
export function roundedFor(isOffGrid: boolean): (channels: number) => number {
  return isOffGrid ? offGrid : onGrid
}

function onGrid(channels: number): number {
  return Math.max(1, Math.round(channels / grid)) * grid
}

function offGrid(channels: number): number {
  const whole = Math.max(1, Math.round(channels))
  return whole % grid === 0 ? whole + 1 : whole
}

/** Whether an operator with weights has a number of results that is no whole step of the grid. */
export function hasOffGridChannels({ operators, tensors }: Pick<Network, 'operators' | 'tensors'>): boolean {
  return operators.some(({ kind, outputs }) => {
    const channels = tensors[outputs[0] ?? -1]?.shape.at(-1) ?? 0
    return weighted.has(kind) && channels % grid !== 0
  })
}

const weighted: ReadonlySet<string> = new Set(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'TRANSPOSE_CONV'])
