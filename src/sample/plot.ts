import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { QuantityName } from '../generator/sampling/quantities.ts'
import type { Range, Space } from '../generator/sampling/space.ts'
import { formatBytes, formatNumber } from '../report/format.ts'
import { fontSize, svgPage } from '../report/svg-page.ts'
import type { Manifest, SampledNetwork } from './manifest.ts'

interface Kind {
  readonly title: string
  readonly colour: string
  readonly symbol: 'circle' | 'triangle' | 'times'
}

/** Colours as those of the history's plot: they can be told apart on light and dark grounds, as can the shapes. */
const usual: Kind = { title: 'on the grid of 4 channels', colour: '#4269d0', symbol: 'circle' }
const offGrid: Kind = { title: 'off the grid', colour: '#efb118', symbol: 'triangle' }
const onCpu: Kind = { title: 'with CPU operators', colour: '#ff725c', symbol: 'times' }
const kinds: readonly Kind[] = [usual, offGrid, onCpu]

/** All in pixels. */
const width = 760
const panelHeight = 400
const legendHeight = 44
const margins = { marginLeft: 76, marginRight: 24, marginTop: 40, marginBottom: 46 }
/** Ticks of bytes are its powers; the library labels no others on a logarithmic scale. */
const bytesBase = 4

/**
 * How a sample is spread, as SVG: multiply-accumulates against parameter bytes and against input bytes, a mark for each
 * network. It brings its own background, so that it reads on light and dark pages.
 */
export function sampleToSvg(manifest: Manifest): string {
  const height = legendHeight + 2 * panelHeight
  const panels = [drawPanel(manifest, 'parameterBytes'), drawPanel(manifest, 'inputBytes')]
  const label = `How ${manifest.networks.length} random networks are spread`
  return svgPage({ width, height, label }, [
    ...drawLegend(manifest),
    ...panels.map((panel, index) => panel.replace('<svg ', `<svg y="${legendHeight + index * panelHeight}" `)),
  ])
}

/** Of the legend's entries, from left to right. */
const entryWidth = 230

function drawLegend({ networks }: Manifest): readonly string[] {
  return kinds.map(({ title, colour, symbol }, index) => {
    const x = margins.marginLeft + index * entryWidth
    const count = networks.filter((network) => kindOf(network).symbol === symbol).length
    const text = `<text x="12" y="4">${title} (${count})</text>`
    return `<g transform="translate(${x} 26)">${markOf(symbol, colour)}${text}</g>`
  })
}

function markOf(symbol: Kind['symbol'], colour: string): string {
  switch (symbol) {
    case 'circle':
      return `<circle r="3.5" fill="none" stroke="${colour}" stroke-width="1.5"/>`
    case 'triangle':
      return `<path d="M0,-5L4.4,2.6L-4.4,2.6Z" fill="none" stroke="${colour}" stroke-width="1.5"/>`
    case 'times':
      return `<path d="M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5" stroke="${colour}" stroke-width="1.5"/>`
  }
}

/** A network with both is shown as one with CPU operators, which change its cost more. */
function kindOf({ hasCpuOperators, isOffGrid }: SampledNetwork): Kind {
  if (hasCpuOperators) return onCpu
  return isOffGrid ? offGrid : usual
}

const titleStyle = { frameAnchor: 'top-left', fontSize: 13, fontWeight: 'bold' } as const
const axisTitles = { parameterBytes: 'Bytes of parameters', inputBytes: 'Bytes of the input' } as const

function drawPanel({ networks, space }: Manifest, across: 'parameterBytes' | 'inputBytes'): string {
  const x = domainOf(networks, across, space.ranges[across])
  const y = domainOf(networks, 'macs', space.ranges.macs)
  const drawn = Plot.plot({
    document: parseHTML('<html></html>').document,
    width,
    height: panelHeight,
    ...margins,
    style: { background: 'none', color: 'currentColor', fontFamily: 'inherit', fontSize: `${fontSize}px` },
    x: { type: 'log', base: bytesBase, domain: x, axis: null },
    y: { type: 'log', domain: y, axis: null },
    symbol: { domain: kinds.map(({ symbol }) => symbol), range: kinds.map(({ symbol }) => symbol) },
    marks: [
      ...(across === 'parameterBytes' ? onChipBand(space) : []),
      Plot.gridX(ticksOf(x, bytesBase), { strokeOpacity: 0.12 }),
      Plot.gridY(ticksOf(y, 10), { strokeOpacity: 0.12 }),
      Plot.axisX(ticksOf(x, bytesBase), { label: null, tickFormat: (value: number) => formatBytes(value) }),
      Plot.axisY(ticksOf(y, 10), { label: null, tickFormat: (value: number) => shortNumber(value) }),
      ...kinds.map((kind) => drawKind(networks, kind, across)),
      Plot.text([axisTitles[across]], { frameAnchor: 'bottom', dy: 38, fontWeight: 'bold' }),
      Plot.text(['Multiply-accumulates'], { ...titleStyle, dx: -64, dy: -24 }),
    ],
  })
  return String(drawn.outerHTML)
}

function drawKind(networks: readonly SampledNetwork[], kind: Kind, across: QuantityName): Plot.Markish {
  return Plot.dot(networks.filter((network) => kindOf(network) === kind), {
    x: ({ reached }: SampledNetwork) => reached[across],
    y: ({ reached }: SampledNetwork) => reached.macs,
    symbol: kind.symbol,
    stroke: kind.colour,
    strokeWidth: 1.3,
    strokeOpacity: 0.85,
    r: 2.6,
    title: 'file',
  })
}

function onChipBand({ onChipLimit: { share, parameterBytes: [low, high] } }: Space): Plot.Markish[] {
  if (share === 0) return []
  const text = `around the on-chip limit, ${formatBytes(low)} to ${formatBytes(high)}`
  return [
    Plot.rectX([0], { x1: low, x2: high, fill: 'currentColor', fillOpacity: 0.1 }),
    Plot.text([text], { x: high, frameAnchor: 'top', textAnchor: 'end', dy: -12 }),
  ]
}

/** Of the range and of what lies outside. */
function domainOf(networks: readonly SampledNetwork[], name: QuantityName, [low, high]: Range): [number, number] {
  const values = networks.map(({ reached }) => reached[name])
  const least = values.reduce((a, b) => Math.min(a, b), low)
  const most = values.reduce((a, b) => Math.max(a, b), high)
  // A mark at the edge is seen whole.
  return [least / 1.15, most * 1.15]
}

/** Powers of a base. */
function ticksOf([low, high]: readonly [number, number], base: number): readonly number[] {
  const first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9)
  const last = Math.floor(Math.log(high) / Math.log(base) + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => base ** (first + index))
}

/** `100 K`, `1 M`, `1 G` */
function shortNumber(value: number): string {
  const unit = [['G', 1e9], ['M', 1e6], ['K', 1e3]] as const
  const [name, size] = unit.find(([, least]) => value >= least * 0.999) ?? ['', 1]
  return `${formatNumber(value / size)} ${name}`.trimEnd()
}
