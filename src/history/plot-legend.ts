import { escapeXml } from '../report/escape.ts'
import type { PlottedSeries } from './plot-series.ts'

/**
 * Ten colours made to be told apart on light and dark grounds (Observable 10,
 * https://observablehq.com/blog/crafting-data-colors).
 */
const colours: readonly string[] = (
  '#4269d0 #efb118 #ff725c #6cc5b0 #3ca951 #ff8ab7 #a463f2 #97bbf5 #9c6b4e #9498a0'
).split(' ')

/** Lengths of strokes and gaps in pixels: one kind of line for each target. */
const dashes = ['none', '7 3', '2 3', '10 3 2 3', '1 5']

const lineHeight = 18
const margin = 12
/** Of a letter, on average and generously, in pixels. */
const letterWidth = 6.5

/** How a series is drawn; after ten models and five targets it starts over. */
export function strokeOf({ model, target }: PlottedSeries): { readonly colour: string; readonly dash: string } {
  return { colour: colours[model % colours.length] ?? '', dash: dashes[target % dashes.length] ?? '' }
}

/** What stands for which series, a line each, as SVG, and its height in pixels. */
export function legend(
  series: readonly PlottedSeries[],
  width: number,
): { readonly lines: readonly string[]; readonly height: number } {
  const letters = Math.floor((width - 60) / letterWidth)
  const lines = series.map((one, index) => {
    const y = margin + lineHeight * (index + 0.5)
    const { colour, dash } = strokeOf(one)
    const line = `stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"`
    const name = one.name.length <= letters ? one.name : `…${one.name.slice(1 - letters)}`
    return `<path d="M${margin} ${y}h30" ${line}/><text x="${margin + 38}" y="${y + 4}">${escapeXml(name)}</text>`
  })
  const y = margin + lineHeight * (series.length + 0.5) + 4
  const what = 'Estimated, band: interval. Commits that change a model, oldest first.'
  return {
    lines: [...lines, `<text x="${margin}" y="${y}" opacity="0.7">${what}</text>`],
    height: margin + lineHeight * (series.length + 1) + margin,
  }
}
