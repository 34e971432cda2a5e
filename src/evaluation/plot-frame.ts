import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

const fontSize = 11

/** All in pixels. */
const margins = { marginLeft: 70, marginRight: 20, marginTop: 34, marginBottom: 48 }

/** What is drawn, and what its axes say. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly title: string
  readonly across: string
  readonly x: Plot.ScaleOptions
  readonly y: Plot.ScaleOptions
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly formatX: (value: number) => string
  readonly formatY: (value: number) => string
  readonly marks: readonly Plot.Markish[]
}

/** A drawing with grid, axes and titles as SVG, which takes the text colour of the page around it. */
export function drawFrame(frame: Frame): string {
  const { width, height, title, across, x, y, xTicks, yTicks, formatX, formatY, marks } = frame
  const drawn = Plot.plot({
    document: parseHTML('<html></html>').document,
    width,
    height,
    ...margins,
    style: { background: 'none', color: 'currentColor', fontFamily: 'inherit', fontSize: `${fontSize}px` },
    ariaLabel: title,
    x: { ...x, axis: null },
    y: { ...y, axis: null },
    marks: [
      Plot.gridX(xTicks, { strokeOpacity: 0.12 }),
      Plot.gridY(yTicks, { strokeOpacity: 0.12 }),
      // As texts: of a logarithmic scale the library would leave some ticks without a label.
      Plot.axisX(xTicks, { label: null, text: formatX }),
      Plot.axisY(yTicks, { label: null, text: formatY }),
      ...marks,
      Plot.text([title], { frameAnchor: 'top-left', dx: -60, dy: -22, fontSize: 13, fontWeight: 'bold' }),
      Plot.text([across], { frameAnchor: 'bottom', dy: 38 }),
    ],
  })
  return String(drawn.outerHTML)
}
