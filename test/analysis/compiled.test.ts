import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import type { Analysis } from '../../src/analysis/analysis.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import type { KnownEstimate } from '../../src/estimator/estimate.ts'
import { estimateDemand } from '../../src/estimator/estimate-demand.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { compiled } from '../report/round-networks.ts'
import { writeCustomOptions } from '../support/compiled-package.ts'
import { madeUpPackage } from '../support/made-up-package.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { readRows } from '../support/table.ts'

function load(name: string): Network {
  return loadNetwork(readFileSync(sharedFile('models', name)))
}

/** The same network with other options for its compiled operator. */
function withOptions(network: Network, options: Uint8Array | undefined): Network {
  const operators = network.operators.map((operator) =>
    operator.customCode === 'edgetpu-custom-op' ? { ...operator, customOptions: options } : operator,
  )
  return { ...network, operators, subgraphs: [{ ...network, operators }] }
}

function latencyOf(analysis: Analysis, estimator: EstimatorArtifact): KnownEstimate {
  const found = estimateDemand(analysis, estimator).estimates.find(({ quantity }) => quantity === 'latency')
  if (found === undefined || found.basis === 'unknown') throw new Error('there is no latency')
  return found
}

describe('a compiled model whose operator cannot be read', () => {
  it('falls back to what crosses its border, and says why', () => {
    const { totals, properties, executable, notes } = analyse(compiled())
    expect(executable).toBeUndefined()
    expect(properties).toBeUndefined()
    expect(totals.toDeviceBytes).toMatchObject({ value: 1_024, source: 'predicted' })
    expect(totals.instructionBytes).toBeNull()
    expect(notes).toEqual([
      'The model is compiled for the Edge TPU, and its compiled operator cannot be read: it is empty.',
    ])
  })
})

describe('a made-up compiled model', () => {
  it('is told by what its compiler wrote', () => {
    const { totals, executable, notes } = analyse(withOptions(compiled(), writeCustomOptions(madeUpPackage)))
    expect(executable).toMatchObject({ cachedParameterBytes: 1_024, instructionBytes: 592 })
    expect(totals.cachedBytes).toEqual({ value: 1_024, low: 1_024, high: 1_024, source: 'read' })
    expect(totals.instructionBytes).toEqual({ value: 592, low: 592, high: 592, source: 'read' })
    expect(totals.toDeviceBytes).toMatchObject({ value: 768, source: 'read' })
    expect(notes).toEqual([])
  })

  it('is judged by an estimator like any other', () => {
    const analysis = analyse(withOptions(compiled(), writeCustomOptions(madeUpPackage)))
    const { estimates } = estimateDemand(analysis, estimatorOf('coral-usb3-max'))
    const bases = Object.fromEntries(estimates.map(({ quantity, basis }) => [quantity, basis]))
    expect(bases).toMatchObject({ latency: 'estimated', memory: 'read', cached: 'read', activations: 'unknown' })
  })
})

describeWithShared('a compiled model', () => {
  const rows = readRows(sharedFile('data', 'edgetpu-decoded-models.csv'))

  it.each(rows.map((row) => [row['file'] ?? '', row] as const))('%s is told by what the compiler wrote', (file, row) => {
    const { format, totals, operators, notes } = analyse(load(file))
    const number = (name: string): number => Number(row[name])
    const read = (value: number): object => ({ value, low: value, high: value, source: 'read' })
    expect(format).toBe('compiled')
    expect(totals.tensorSteps).toEqual(read(number('decoded_op_steps_busiest_tile')))
    expect(totals.instructionBytes).toEqual(read(number('instr_bytes')))
    expect(totals.cachedBytes).toEqual(read(number('cached_param_bytes')))
    expect(totals.streamedBytes).toEqual(read(number('dma_param_bytes')))
    expect(totals.parameterPayloadBytes).toEqual(read(number('cached_param_bytes') + number('streamed_param_bytes')))
    expect(totals.toDeviceBytes).toEqual(read(number('dma_input_bytes')))
    // Of an LSTM the compiler could not plan the outputs: the layers tell.
    expect(totals.fromDeviceBytes).toEqual(read(number('dma_output_bytes') || number('output_layer_bytes')))
    expect(totals.cpuOperators).toBe(number('cpu_ops'))
    expect(operators.filter(({ placement }) => placement.reason === 'compiled')).toHaveLength(1)
    expect(notes.filter((note) => note.includes('cannot be read'))).toEqual([])
  })

  const pairs = rows.flatMap(({ file = '' }) => (file.includes('cocompiled') ? [] : [file.replace('_edgetpu', '')]))

  it.each(pairs)('%s has hardly a wider interval than its plain partner, on every target', (plainFile) => {
    const plain = analyse(load(plainFile))
    const partner = analyse(load(plainFile.replace('.tflite', '_edgetpu.tflite')))
    const width = ({ low, high }: KnownEstimate): number => high / low
    for (const estimator of targetNames.map(estimatorOf)) {
      // What was read has no range, but few compiled models were measured, and none is widened by less than a tenth.
      expect(width(latencyOf(partner, estimator))).toBeLessThanOrEqual(width(latencyOf(plain, estimator)) * 1.15)
    }
  })

  it('says nothing of the time where instructions could not be decoded to their end', () => {
    const network = load('mobilenet_v1_0.25_128_quant_edgetpu.tflite')
    const options = network.operators[0]?.customOptions?.slice() ?? new Uint8Array()
    const end = lastIndexOfEndMarker(options)
    options[end] = 0x40
    options[end + 1] = 0x02
    const { totals, properties, notes } = analyse(withOptions(network, options))
    expect(totals.tensorSteps).toBeNull()
    expect(totals.instructionBytes).toMatchObject({ value: 170_032, source: 'read' })
    expect(properties).toBeUndefined()
    expect(notes.join(' ')).toMatch(/could be decoded in part only, \d+ of them: .* at least \d+ tensor steps/)
    const { estimates } = estimateDemand({ properties, totals }, estimatorOf('coral-usb3-max'))
    const known = estimates.flatMap(({ quantity, basis }) => (basis === 'unknown' ? [] : [`${quantity} ${basis}`]))
    expect(known).toEqual(['memory read', 'cached read', 'streamed read', 'cpuOperators estimated'])
    expect(estimates[0]).toMatchObject({
      quantity: 'latency', reason: 'the instructions of its compiled operator could be decoded in part only',
    })
  })

  it('is told as unread where it is damaged', () => {
    const network = load('mobilenet_v1_0.25_128_quant_edgetpu.tflite')
    const options = network.operators[0]?.customOptions?.slice(0, 5_000)
    const { executable, notes } = analyse(withOptions(network, options))
    expect(executable).toBeUndefined()
    expect(notes.join(' ')).toMatch(/its compiled operator cannot be read: /)
  })
})

/** The last word with the opcode 3f in bits 6 to 11 and nothing else in its first two bytes. */
function lastIndexOfEndMarker(bytes: Uint8Array): number {
  for (let at = bytes.length - 2; at >= 0; at--) if (bytes[at] === 0xc0 && bytes[at + 1] === 0x0f) return at
  throw new Error('there is no end marker')
}
