import type { SourcedRange } from '../../src/estimator/coefficients.ts'
import { breakDownLatency } from '../../src/estimator/latency.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import type { FitWithout } from './fit.ts'
import { analyseFigures } from './latency.ts'
import { chunkedLatencies } from './published.ts'

const target = 'coral-pcie-max'

/**
 * How often streamed parameters are sent where the activations do not fit into the tiles, by the convolutions of the width
 * sweep on PCIe that stream: what they take beyond all other terms, in units of sending their parameters once. The same
 * figures are no check of it, so networks with such layers count as outside what was checked.
 */
export function fitChunkRepeats(fitWithout: FitWithout, models: string, data: string): SourcedRange {
  const latency = fitWithout([])
  const repeats = analyseFigures(chunkedLatencies(data), models).map(({ properties, measuredMs }) => {
    const { terms, value } = breakDownLatency(properties, latency, estimatorOf(target).clockMhz)
    const onceMs = properties.expectedChunkedBytes / latency.streamBytesPerMs.value
    const otherMs = value - terms.streamed.value + (properties.expectedStreamedBytes / latency.streamBytesPerMs.value - onceMs)
    return (measuredMs - otherMs) / onceMs
  })
  const mean = repeats.reduce((sum, count) => sum + count, 0) / repeats.length
  return {
    value: mean,
    low: 1,
    high: Math.max(...repeats),
    source:
      `mean and largest of ${repeats.length} streaming convolution chains on PCIe ` +
      '(Jorgitou98/EdgeTPU-QuantRL-Evaluation), whose activations do not fit into the tiles; at least once',
  }
}
