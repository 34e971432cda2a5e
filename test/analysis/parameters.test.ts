import { describe, expect, it } from 'vitest'
import { countParameters, noParameters } from '../../src/analysis/parameters.ts'
import { conv2d, depthwiseConv2d, fullyConnected } from '../../src/generator/layers/convolution.ts'
import { add } from '../../src/generator/layers/elementwise.ts'
import type { QuantisationScheme } from '../../src/generator/quantise.ts'
import { relativeError } from '../support/table.ts'
import { oneOperator } from '../support/one-operator.ts'

const mebibyte = 1_048_576

describe('parameter bytes', () => {
  // LibrEdgeTPU logs these sizes for dense layers of equal width, int8.
  it.each([[256, 67_584], [512, 266_240], [1024, 1_056_768]])('a dense int8 layer of %i', (width, bytes) => {
    const { network, operator } = oneOperator([1, width], (b, x) => fullyConnected(b, x, { units: width }))
    expect(countParameters(network, operator)).toEqual({
      payloadBytes: bytes,
      onChipBytes: bytes,
      layout: { kind: 'least-loaded', groups: width / 64 },
      isChecked: true,
    })
  })

  // The chain of ten such layers, the first on 3 channels, has 459,328 B of payload.
  it('a chain of 7x7 uint8 convolutions of 32 filters takes twice its payload on the chip', () => {
    const first = convolution(3)
    const later = convolution(32)
    // The rule leaves 192 B of it unexplained.
    expect(relativeError(first.payloadBytes + 9 * later.payloadBytes, 459_328)).toBeLessThan(0.001)
    expect(((first.onChipBytes + 9 * later.onChipBytes) / mebibyte).toFixed(3)).toBe('0.876')
  })

  it.each<[QuantisationScheme, number]>([['uint8', 30 * (4 * 9 + 4)], ['int8', 32 * (4 * 9 + 16)]])(
    'a depthwise %s convolution of 30 channels',
    (quantisation, bytes) => {
      const { network, operator } = oneOperator([1, 8, 8, 30], (b, x) => depthwiseConv2d(b, x, { kernel: 3 }), quantisation)
      expect(countParameters(network, operator)).toMatchObject({ payloadBytes: bytes, onChipBytes: bytes })
    },
  )

  it('a narrow layer is stored in sixteenths up to one group, and takes a whole group on the chip', () => {
    const { network, operator } = oneOperator([1, 100], (b, x) => fullyConnected(b, x, { units: 10 }))
    expect(countParameters(network, operator)).toMatchObject({ payloadBytes: 16 * 108, onChipBytes: 100 * 64 + 512 })
  })

  it('a dense layer without bias holds weights only', () => {
    const { network, operator } = oneOperator([1, 100], (b, x) => fullyConnected(b, x, { units: 10, hasBias: false }))
    expect(countParameters(network, operator)).toMatchObject({ payloadBytes: 1_600, onChipBytes: 6_400 })
  })

  it('an operator without constants has none', () => {
    const { network, operator } = oneOperator([1, 4], (b, x) => add(b, x, x))
    expect(countParameters(network, operator)).toEqual(noParameters)
  })
})

function convolution(channels: number): { payloadBytes: number; onChipBytes: number } {
  const { network, operator } = oneOperator([1, 128, 128, channels], (b, x) => conv2d(b, x, { filters: 32, kernel: 7 }), 'uint8')
  return countParameters(network, operator)
}
