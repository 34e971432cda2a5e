import { describe, expect, it } from 'vitest'
import type { History } from '../../src/history/history.ts'
import { historyToSvg } from '../../src/history/plot.ts'
import { seriesOf } from '../../src/history/plot-series.ts'
import { entry, historyOf, taking } from './histories.ts'

const path = 'a<b>&"\u0001.tflite'
const entries = [
  entry(0, taking(2, 1, 2, 2_048)),
  entry(2, null, { change: 'removed' }),
  entry(3, taking(4, 1.5, 6, 4_096), { change: 'added' }),
]
const history = historyOf(['Add <it>', 'Other', 'Remove', 'Add again'], [{ path, entries }])

describe('the points of a plot', () => {
  it('hold until the next change, and to the edge', () => {
    const latency = seriesOf(history)[0]?.points.latency ?? []
    expect(latency.map(({ position, value }) => [position, value])).toEqual([
      [0, 2], [2, 2], [2, NaN], [3, 4], [3.5, 4],
    ])
    expect(latency.map(({ label }) => label !== '')).toEqual([true, false, false, true, false])
  })
})

describe('a plot', () => {
  it('has a panel for latency, power and memory, and no text that breaks it', () => {
    const svg = historyToSvg(history)
    const texts = ['Latency of one inference', 'Power during inferences', 'Parameter memory', '4 KiB', '0000000']
    for (const text of texts) expect(svg).toContain(text)
    expect(svg).toContain('a&lt;b&gt;&amp;&quot;?.tflite on coral-usb3-max')
    expect(svg).not.toContain('<it>')
    expect(svg).not.toContain('\u0001')
    expect(svg).not.toContain('NaN')
    expect(historyToSvg(history)).toBe(svg)
  })

  it.each<[string, History]>([
    ['a single commit', historyOf(['a'], [{ path, entries: [entry(0, taking(1, 1, 1, 0))] }])],
    ['nothing known', historyOf(['a'], [{ path, entries: [entry(0, null)] }])],
    ['many commits', historyOf(Array.from({ length: 9 }, () => 'a'), [{ path, entries }])],
  ])('can be drawn of %s', (_, one) => {
    expect(historyToSvg(one)).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    expect(historyToSvg(one)).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('reads on light and dark pages', () => {
    expect(historyToSvg(history)).toContain('prefers-color-scheme:dark')
  })
})
