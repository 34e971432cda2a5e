import type { OperatorAnalysis } from '../analysis/analysis.ts'
import { align, type Aligned } from './align.ts'

/**
 * Which operators of two networks belong together, by what they are and in which order they stand: an inserted layer
 * shifts nothing behind it. Names count little, since converters number layers in their order.
 */
export function matchOperators(
  base: readonly OperatorAnalysis[],
  head: readonly OperatorAnalysis[],
): Aligned<OperatorAnalysis>[] {
  return align(base, head, isSameOperator, likenessOf)
}

/** Whether two operators are built alike, apart from their names, values and where they run. */
export function isSameOperator(base: OperatorAnalysis, head: OperatorAnalysis): boolean {
  return (
    base.kind === head.kind &&
    base.type === head.type &&
    isSameShape(base.shape, head.shape) &&
    isSameShape(base.weightShape, head.weightShape) &&
    base.inputShapes.length === head.inputShapes.length &&
    base.inputShapes.every((shape, place) => isSameShape(shape, head.inputShapes[place] ?? []))
  )
}

/**
 * Operators of different kinds never belong together. The size of the images counts more than the number of channels:
 * layers are widened more often than strides are moved.
 */
function likenessOf(base: OperatorAnalysis, head: OperatorAnalysis): number {
  if (base.kind !== head.kind) return 0
  const baseInput = base.inputShapes[0] ?? scalar
  const headInput = head.inputShapes[0] ?? scalar
  return (
    1 +
    (isSameShape(kernelOf(base), kernelOf(head)) ? 1 : 0) +
    (hasSameSize(baseInput, headInput) ? 1.5 : 0) +
    (hasSameSize(base.shape, head.shape) ? 1.5 : 0) +
    (baseInput.at(-1) === headInput.at(-1) ? 1 : 0) +
    (base.shape.at(-1) === head.shape.at(-1) ? 1 : 0) +
    (base.output !== '' && base.output === head.output ? 0.25 : 0)
  )
}

const scalar: readonly number[] = []

/** Whether two shapes are equal apart from their last dimension, the channels. Without copies: pairs are millions. */
function hasSameSize(a: readonly number[], b: readonly number[]): boolean {
  const count = Math.max(0, a.length - 1)
  if (count !== Math.max(0, b.length - 1)) return false
  for (let axis = 0; axis < count; axis++) {
    if (a[axis] !== b[axis]) return false
  }
  return true
}

/** Height and width of a convolution's kernel; empty for operators without one. */
export function kernelOf({ weightShape }: Pick<OperatorAnalysis, 'weightShape'>): readonly number[] {
  return weightShape.length === 4 ? weightShape.slice(1, 3) : scalar
}

export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}
