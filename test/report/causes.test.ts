import { describe, expect, it } from 'vitest'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { explainDemand } from '../../src/report/causes.ts'
import type { Cause } from '../../src/report/report.ts'
import type { Network } from '../../src/model/network.ts'
import { roundEstimator } from './round-estimator.ts'
import { compiled, customOperators, oneConvolution, resizing, resizingAndCustom, separable, streaming } from './round-networks.ts'
import { analyseRound, demandOf } from './round-reports.ts'

function causesOf(network: Network, estimator: EstimatorArtifact = roundEstimator()): Cause[] {
  const analysis = analyseRound(network)
  return explainDemand(analysis, demandOf(analysis, estimator))
}

function textOf(code: Cause['code'], network: Network, estimator?: EstimatorArtifact): string[] {
  return causesOf(network, estimator).filter((cause) => cause.code === code).map(({ text }) => text)
}

/** The time model in round numbers with one coefficient changed. */
function withLatency(changes: Partial<EstimatorArtifact['latency']>): EstimatorArtifact {
  const estimator = roundEstimator()
  return { ...estimator, latency: { ...estimator.latency, ...changes } }
}

const source = 'made up'

describe('the time', () => {
  it('of computing names the steps, the operator with most and depthwise convolutions', () => {
    expect(textOf('compute', separable())).toEqual([
      'Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE_CONV_2D (operator 1), ' +
        '89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.',
    ])
  })

  it('of computing says nothing of depthwise convolutions where there are none', () => {
    const [text] = textOf('compute', oneConvolution(), roundEstimator({ clockMhz: 0.001 }))
    expect(text).toBe('Computing takes 16 ms of the 33.7 ms: 16 tensor steps, 100 % of them in CONV_2D (operator 0).')
  })

  it('of reading the output names the slow direction', () => {
    expect(textOf('output', oneConvolution())).toEqual([
      'Reading the output takes 16.4 ms of the 17.7 ms: 16 KiB, in the slow direction.',
    ])
  })

  it('of sending the input names its bytes', () => {
    const slowUp = withLatency({ upBytesPerMs: { value: 100, source } })
    const [text] = textOf('input', oneConvolution(), slowUp)
    expect(text).toBe('Sending the input takes 10.2 ms of the 47.6 ms: 1 KiB.')
  })

  it('of sending instructions names their bytes', () => {
    const slowUp = withLatency({ upBytesPerMs: { value: 100, source } })
    expect(textOf('instructions', oneConvolution(), slowUp)).toEqual([
      'Sending instructions takes 20 ms of the 47.6 ms: about 1.95 KiB, at every inference.',
    ])
  })

  it('of streaming names what does not fit and whose it is', () => {
    expect(textOf('streaming', streaming())).toEqual([
      '9.03 MiB of parameters do not fit on chip and are streamed at every inference: 947 ms of the 952 ms. ' +
        'They belong to FULLY_CONNECTED (operator 0).',
    ])
  })

  it('of the CPU names the reason for working there', () => {
    expect(textOf('cpu', resizing(0))).toEqual([
      'Work on the CPU takes 279 ms of the 280 ms. RESIZE_BILINEAR (operator 1) runs on the CPU because ' +
        'resizing 4x4 to 264x264 on 4 channels is too large for the Edge TPU.',
    ])
  })

  it('is explained by its largest parts first, and not by parts below a tenth', () => {
    expect(causesOf(separable()).slice(0, 2).map(({ code }) => code)).toEqual(['compute', 'output'])
    expect(causesOf(separable()).map(({ code }) => code)).not.toContain('input')
  })
})

describe('on a link that overlaps transfers with compute', () => {
  const overlapping = (changes: Partial<EstimatorArtifact['latency']> = {}): EstimatorArtifact =>
    withLatency({ combination: { value: 'overlap', source }, ...changes })

  it('transfers that pass behind compute are no cause', () => {
    const codes = causesOf(separable(), overlapping({ upBytesPerMs: { value: 2_000, source } })).map(({ code }) => code)
    expect(codes).toContain('compute')
    expect(codes).not.toContain('instructions')
  })

  it('compute that passes behind transfers is no cause', () => {
    const codes = causesOf(separable(), overlapping({ upBytesPerMs: { value: 500, source } })).map(({ code }) => code)
    expect(codes).toContain('instructions')
    expect(codes).not.toContain('compute')
  })
})

describe('work on the CPU', () => {
  it.each([
    [1, '1 operator that depends on it runs there too.'],
    [2, '2 operators that depend on it run there too.'],
  ])('is explained together with what depends on it: %d', (followers, sentence) => {
    const [text] = textOf('cpu', resizing(followers))
    expect(text?.endsWith(`on 4 channels is too large for the Edge TPU. ${sentence}`)).toBe(true)
  })

  it.each([
    [2, 'Foo (operator 1) and 1 other operator run on the CPU, each because Foo is a custom operator'],
    [3, 'Foo (operator 1) and 2 other operators run on the CPU, each because Foo is a custom operator'],
  ])('is explained once for operators with one reason: %d', (count, sentence) => {
    const texts = textOf('cpu', customOperators('Foo', count))
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain(sentence)
  })

  it('that cannot be costed takes at least what it is said to', () => {
    const slowCpu = withLatency({ cpuElementsPerMs: { value: 1, source } })
    expect(textOf('cpu', resizingAndCustom(), slowCpu)[0]).toMatch(/^Work on the CPU takes at least \d/)
  })

  it('of very many operators is explained in a moment', () => {
    const texts = textOf('cpu', customOperators('Foo', 20_000))
    expect(texts[0]).toContain('and 19,999 other operators run on the CPU')
  })
})

describe('memory', () => {
  it('is explained by the layer with most parameters and the largest activations', () => {
    const causes = causesOf(separable())
    expect(causes.filter(({ keys }) => keys.includes('memory')).map(({ text }) => text)).toEqual([
      'CONV_2D (operator 2) takes 4.5 KiB of parameter memory, the most of 3 layers.',
    ])
    expect(causes.filter(({ keys }) => keys.includes('activations')).map(({ text }) => text)).toEqual([
      'The largest activations are those that CONV_2D (operator 0) writes: 16 KiB.',
    ])
  })

  it('that is streamed is explained also where it costs little time', () => {
    const fastUp = withLatency({ streamBytesPerMs: { value: 1e9, source } })
    expect(textOf('streaming', streaming(), fastUp)).toEqual([
      '9.03 MiB of parameters do not fit on the chip. They belong to FULLY_CONNECTED (operator 0).',
    ])
  })
})

describe('power', () => {
  it('is explained by the share of time in which the tiles compute', () => {
    expect(textOf('power', separable())).toEqual(['The tiles compute for 52.5 % of the time and wait for the rest.'])
  })
})

describe('the checked range', () => {
  it('is named in words where a network leaves it, for the budgets that this concerns', () => {
    const cause = causesOf(customOperators('Foo')).find(({ code }) => code === 'envelope')
    expect(cause?.text).toBe(
      'The network lies outside what the estimator was checked on: custom operators that are not costed ' +
        '(here 1, checked without any).',
    )
    expect(cause?.keys).toContain('latency')
    expect(cause?.keys).toContain('throughput')
    expect(cause?.keys).not.toContain('memory')
  })
})

describe('a compiled model', () => {
  it('has no cause, because nothing is known of what it holds', () => {
    expect(causesOf(compiled())).toEqual([])
  })
})
