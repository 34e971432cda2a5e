import { describe, expect, it } from 'vitest'
import { propertiesVersion } from '../../src/analysis/properties.ts'
import { defaultSpace } from '../../src/generator/sampling/space.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { describeNetwork } from '../../src/sample/describe.ts'
import type { Manifest, SampledNetwork } from '../../src/sample/manifest.ts'
import { sampleToSvg } from '../../src/sample/plot.ts'
import { firstNetworks, smallSpace } from '../support/random-networks.ts'

const described = firstNetworks(6, 1, smallSpace()).map((random) =>
  describeNetwork(random, 1, writeNetwork(random.network)),
)

function manifestOf(networks: readonly SampledNetwork[], space = defaultSpace): Manifest {
  return { schemaVersion: 1, version: '0.0.0', seed: 1, count: networks.length, space, propertiesVersion, networks }
}

/** How many marks a drawing has, in both panels, those of the legend left out. */
function marksIn(svg: string): number {
  return [...svg.matchAll(/<title>random-1-/g)].length
}

describe('the plot of a sample', () => {
  const kinds = described.map((one, index) => ({ ...one, hasCpuOperators: index === 0, isOffGrid: index < 3 }))
  const svg = sampleToSvg(manifestOf(kinds))

  it('has every network in both panels, and counts each kind once', () => {
    expect(marksIn(svg)).toBe(12)
    for (const text of ['on the grid of 4 channels (3)', 'off the grid (2)', 'with CPU operators (1)']) {
      expect(svg).toContain(text)
    }
  })

  it('says what its axes are, in units, and where the chip is full', () => {
    const axes = ['Multiply-accumulates', 'Bytes of parameters', 'Bytes of the input']
    for (const text of [...axes, '100 K', '1 G', '16 KiB', '64 KiB', '4 MiB', '6 MiB to 9 MiB']) {
      expect(svg).toContain(`${text}<`)
    }
    expect(svg).toContain('prefers-color-scheme:dark')
  })

  it('is the same each time, and has no figure that is none', () => {
    expect(sampleToSvg(manifestOf(kinds))).toBe(svg)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('can be drawn of one network, and without a limit', () => {
    const one = sampleToSvg(manifestOf(kinds.slice(0, 1), smallSpace()))
    expect(one).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    expect(one).not.toMatch(/NaN|undefined|Infinity|on-chip/)
  })
})
