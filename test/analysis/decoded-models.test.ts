import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import type { Analysis } from '../../src/analysis/analysis.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { readRows, relativeError } from '../support/table.ts'

/** Compilers from 2021-07 on add this to the payload of a MobileNet v1 with softmax. */
const softmaxConstantBytes = 48_256

interface Expectation {
  readonly model: string
  /** Largest relative error of the parameter payload; 0 for uint8, whose rule is exact. */
  readonly payloadError: number
  readonly payloadConstant: number
  readonly stepsError: number
}

const expectations: readonly Expectation[] = [
  { model: 'mobilenet_v1_0.25_128_quant', payloadError: 0, payloadConstant: softmaxConstantBytes, stepsError: 0.03 },
  { model: 'mobilenet_v1_0.5_160_quant', payloadError: 0, payloadConstant: softmaxConstantBytes, stepsError: 0.03 },
  { model: 'deeplabv3_mnv2_dm05_pascal_quant', payloadError: 0, payloadConstant: 0, stepsError: 0.03 },
  { model: 'posenet_mobilenet_v1_075_353_481_16_quant_decoder', payloadError: 0.01, payloadConstant: 0, stepsError: 0.03 },
  { model: 'movenet_single_pose_lightning_ptq', payloadError: 0.01, payloadConstant: 0, stepsError: 0.04 },
]

describeWithShared('plain models against what their compiled partners hold', () => {
  const analyses = expectations.map((expectation) => ({
    ...expectation,
    analysis: analyseModel(expectation.model),
    decoded: decodedRow(expectation.model),
  }))

  it('prints the table', () => {
    const table = analyses.map(({ model, analysis: { totals }, decoded }) => ({
      model,
      payload: totals.parameterPayloadBytes?.value,
      'payload decoded': decoded.payload,
      steps: totals.tensorSteps?.value,
      'steps decoded': decoded.steps,
      'steps error %': (((totals.tensorSteps?.value ?? 0) / decoded.steps - 1) * 100).toFixed(2),
      input: totals.toDeviceBytes.value,
      'input decoded': decoded.input,
      output: totals.fromDeviceBytes.value,
      'output decoded': decoded.output,
    }))
    console.table(table)
    expect(table).toHaveLength(expectations.length)
  })

  it.each(analyses)('$model: parameter payload', ({ analysis, decoded, payloadError, payloadConstant }) => {
    const payload = (analysis.totals.parameterPayloadBytes?.value ?? 0) + payloadConstant
    expect(relativeError(payload, decoded.payload)).toBeLessThanOrEqual(payloadError)
  })

  it.each(analyses)('$model: tensor steps of the busiest tile', ({ analysis, decoded, stepsError }) => {
    expect(relativeError(analysis.totals.tensorSteps?.value ?? 0, decoded.steps)).toBeLessThanOrEqual(stepsError)
  })

  it.each(analyses)('$model: bytes to and from the device, exactly', ({ analysis: { totals }, decoded }) => {
    expect(totals.toDeviceBytes.value).toBe(decoded.input)
    expect(totals.fromDeviceBytes.value).toBe(decoded.output)
  })

  it.each([...expectations.map(({ model }) => model), 'keras_lstm_mnist_ptq', 'split_concat'])(
    '%s: instruction bytes lie in the range',
    (model) => {
      const { instructionBytes } = analyseModel(model).totals
      expect(instructionBytes?.low).toBeLessThanOrEqual(decodedRow(model).instructions)
      expect(instructionBytes?.high).toBeGreaterThanOrEqual(decodedRow(model).instructions)
    },
  )

  it('MobileNet v2 1.0/224: the published figures of its decoded compilation, exactly', () => {
    const { totals } = analyseModel('mobilenet_v2_1.0_224_quant')
    expect(totals.parameterPayloadBytes?.value).toBe(3_900_864)
    expect(totals.tensorSteps?.value).toBe(489_732)
    expect(totals.toDeviceBytes.value).toBe(150_528)
    expect(totals.fromDeviceBytes.value).toBe(1_008)
  })

  it.each([
    ['keras_lstm_mnist_ptq', 'UNIDIRECTIONAL_SEQUENCE_LSTM'],
    ['split_concat', 'SPLIT'],
  ])('%s: %s is said not to be covered by the rule', (model, kind) => {
    const { operators, properties, notes } = analyseModel(model)
    expect(operators.filter(({ isStepRuleChecked }) => !isStepRuleChecked).map((operator) => operator.kind)).toEqual([kind])
    expect(properties?.uncheckedOperators).toBe(1)
    expect(notes).toContainEqual(expect.stringContaining(kind))
  })
})

function analyseModel(model: string): Analysis {
  return analyse(loadNetwork(readFileSync(sharedFile('models', `${model}.tflite`))))
}

function decodedRow(model: string): Record<'payload' | 'steps' | 'input' | 'output' | 'instructions', number> {
  const rows = readRows(sharedFile('data', 'edgetpu-decoded-models.csv'))
  const row = rows.find(({ file }) => file === `${model}_edgetpu.tflite`)
  if (row === undefined) throw new Error(`no decoded row for ${model}`)
  const cell = (name: string): number => Number(row[name])
  return {
    payload: cell('cached_param_bytes') + cell('streamed_param_bytes'),
    steps: cell('decoded_op_steps_busiest_tile'),
    input: cell('dma_input_bytes'),
    output: cell('dma_output_bytes'),
    instructions: cell('instr_bytes'),
  }
}
