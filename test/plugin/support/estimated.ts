import { analyse } from '../../../src/analysis/analyse.ts'
import { estimateDemand } from '../../../src/estimator/estimate-demand.ts'
import type { KnownEstimate } from '../../../src/estimator/estimate.ts'
import { estimatorOf } from '../../../src/estimator/target.ts'
import { loadNetwork } from '../../../src/model/load.ts'
import { formatInterval, formatQuantity } from '../../../src/report/format.ts'

/** The latency of a model on USB 3 in milliseconds: these tests are about where it is told, not what it is. */
export function latencyOf(model: Uint8Array): KnownEstimate {
  const { estimates } = estimateDemand(analyse(loadNetwork(model)), estimatorOf('coral-usb3-max'))
  const latency = estimates.find(({ quantity }) => quantity === 'latency')
  if (latency === undefined || latency.basis === 'unknown') throw new Error('the latency of the model is known')
  return latency
}

/** How it is shown. */
export function shownLatency(model: Uint8Array): { readonly value: string; readonly interval: string } {
  const latency = latencyOf(model)
  return {
    value: formatQuantity('latency', latency.value),
    interval: `(${formatInterval('latency', latency.low, latency.high)})`,
  }
}

/** What is said of a model whose latency is over a limit that nothing keeps. */
export function overLine(model: Uint8Array): string {
  const { value, interval } = shownLatency(model)
  return `over  latency  estimated ${value}  ${interval}  limit 0.01 ms`
}
