import { describe, expect, it } from 'vitest'
import { placeOperators } from '../../src/analysis/placement.ts'
import { countTransfers, type Transfers } from '../../src/analysis/transfers.ts'
import { conv2d } from '../../src/generator/layers/convolution.ts'
import { resizeBilinear } from '../../src/generator/layers/rearrange.ts'
import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'

describe('bytes that cross the link', () => {
  it('pad an input to 8 bytes, and an output to 4 channels and 8 bytes', () => {
    expect(transfers((b, x) => [conv2d(b, x, { filters: 5, kernel: 1 })])).toEqual({
      toDeviceBytes: 152, // 7 x 7 x 3 = 147
      fromDeviceBytes: 392, // 7 x 7 x 8
    })
  })

  it('count a tensor once that operators on the CPU and the caller both need', () => {
    const features = (b: NetworkBuilder, x: Value): Value => conv2d(b, x, { filters: 4, kernel: 1 })
    expect(
      transfers((b, x) => {
        const value = features(b, x)
        return [value, resizeBilinear(b, value, 300, 300)]
      }),
    ).toEqual({ toDeviceBytes: 152, fromDeviceBytes: 200 })
  })

  it('are none where everything runs on the CPU', () => {
    expect(transfers((b, x) => [resizeBilinear(b, x, 400, 400)])).toEqual({ toDeviceBytes: 0, fromDeviceBytes: 0 })
  })
})

function transfers(make: (builder: NetworkBuilder, image: Value) => Value[]): Transfers {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed: 1 })
  const network = builder.build(...make(builder, builder.input('image', [1, 7, 7, 3])))
  return countTransfers(network, placeOperators(network))
}
