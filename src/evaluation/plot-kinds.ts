import type { JudgedRow } from './judged-row.ts'

/** A kind of row and how it is marked. */
export interface PlotKind {
  readonly title: string
  readonly colour: string
  readonly symbol: 'circle' | 'triangle' | 'times'
}

/** Colours as those of the other plots: they can be told apart on light and dark grounds, as can the shapes. */
const inside: PlotKind = { title: 'inside the envelope', colour: '#4269d0', symbol: 'circle' }
const outside: PlotKind = { title: 'outside the envelope', colour: '#ff725c', symbol: 'triangle' }
const trainedOn: PlotKind = { title: 'trained on', colour: '#9498a0', symbol: 'times' }

/** From the one that is drawn below the others. */
export const plotKinds: readonly PlotKind[] = [trainedOn, inside, outside]

/** What was trained on bears on no other network, wherever it lies. */
export function plotKindOf({ isTrainedOn, outside: left }: JudgedRow): PlotKind {
  if (isTrainedOn === true) return trainedOn
  return left.length === 0 ? inside : outside
}

/** The mark of a kind, as a drawing of its own. */
export function markOf({ symbol, colour }: PlotKind): string {
  const shapes = {
    circle: '<circle r="3.5"',
    triangle: '<path d="M0,-5L4.4,2.6L-4.4,2.6Z"',
    times: '<path d="M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5"',
  }
  const paint = `fill="none" stroke="${colour}" stroke-width="1.5"/>`
  return `<svg width="16" height="14" viewBox="-8 -7 16 14" aria-hidden="true">${shapes[symbol]} ${paint}</svg>`
}
