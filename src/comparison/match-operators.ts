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
  const [baseInput = [], headInput = []] = [base.inputShapes[0], head.inputShapes[0]]
  const isAlike = (weight: number, before: readonly number[], after: readonly number[]): number =>
    isSameShape(before, after) ? weight : 0
  return (
    1 +
    isAlike(1, kernelOf(base), kernelOf(head)) +
    isAlike(1.5, baseInput.slice(0, -1), headInput.slice(0, -1)) +
    isAlike(1.5, base.shape.slice(0, -1), head.shape.slice(0, -1)) +
    isAlike(1, baseInput.slice(-1), headInput.slice(-1)) +
    isAlike(1, base.shape.slice(-1), head.shape.slice(-1)) +
    (base.output !== '' && base.output === head.output ? 0.25 : 0)
  )
}

/** Height and width of a convolution's kernel; empty for operators without one. */
export function kernelOf({ weightShape }: Pick<OperatorAnalysis, 'weightShape'>): readonly number[] {
  return weightShape.length === 4 ? weightShape.slice(1, 3) : []
}

export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}
