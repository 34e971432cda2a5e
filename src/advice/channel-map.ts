import { bytesOf } from '../analysis/tensors.ts'
import type { Subgraph, Tensor } from '../model/network.ts'
import { ChannelGroups, type Width } from './channel-groups.ts'
import type { Obstacle } from './transformation.ts'

/** The widths of a network's tensors along those of their axes that channels lie on. */
export class ChannelMap {
  readonly groups: ChannelGroups = new ChannelGroups()
  readonly graph: Subgraph
  readonly #axes = new Map<number, Map<number, Width>>()
  readonly #heldTensors = new Map<number, Obstacle>()

  constructor(graph: Subgraph) {
    this.graph = graph
  }

  /** Channels along the innermost dimension, where all but some weights have them; a scalar counts as one. */
  last(tensor: number): Width {
    const rank = this.shapeOf(tensor).length
    return rank === 0 ? this.groups.fresh(1) : this.along(tensor, rank - 1)
  }

  along(tensor: number, axis: number): Width {
    const axes = this.#axes.get(tensor) ?? new Map<number, Width>()
    this.#axes.set(tensor, axes)
    const known = axes.get(axis)
    if (known !== undefined) return known
    const width = this.groups.fresh(this.shapeOf(tensor)[axis] ?? 1)
    axes.set(axis, width)
    const obstacle = this.#heldTensors.get(tensor)
    if (obstacle !== undefined) this.groups.hold(width, obstacle)
    return width
  }

  lengthOf(width: Width): number {
    return this.groups.lengthOf(width)
  }

  shapeOf(tensor: number): readonly number[] {
    return this.graph.tensors[tensor]?.shape ?? []
  }

  tensorAt(tensor: number | undefined): Tensor | undefined {
    return this.graph.tensors[tensor ?? -1]
  }

  /** Keeps a tensor's shape, whatever operators say of it. */
  holdTensor(tensor: number, obstacle: Obstacle): void {
    if (this.graph.tensors[tensor] === undefined || this.#heldTensors.has(tensor)) return
    this.#heldTensors.set(tensor, obstacle)
    for (const width of this.#axes.get(tensor)?.values() ?? []) this.groups.hold(width, obstacle)
  }

  /** Every tensor with a width that may have changed, with its shape for given lengths of the groups. */
  shapesFor(lengthOfGroup: (group: number) => number): Map<number, readonly number[]> {
    const shapes = new Map<number, readonly number[]>()
    for (const [tensor, axes] of this.#axes) {
      const shape = [...this.shapeOf(tensor)]
      for (const [axis, width] of axes) shape[axis] = this.groups.lengthOf(width, lengthOfGroup)
      if (shape.some((length, axis) => length !== this.shapeOf(tensor)[axis])) shapes.set(tensor, shape)
    }
    return shapes
  }
}

/** Why a tensor cannot be cut, as a clause; undefined where it can. */
export function whyUncut(tensor: Tensor): string | undefined {
  const { constant, sparsity, quantisation, isVariable } = tensor
  if (isVariable) return 'a state that is kept between inferences has its shape'
  if (constant?.kind === 'external') return 'its parameters are kept in another file'
  if (sparsity !== undefined) return 'its parameters are stored as a sparse tensor'
  if (quantisation?.details !== undefined) return 'its parameters are quantised in blocks'
  const bytes = bytesOf(tensor)
  if (bytes === undefined) return `elements of type ${tensor.type} have no size of their own`
  return constant !== undefined && constant.bytes.length < bytes ? 'its parameters are not complete' : undefined
}
