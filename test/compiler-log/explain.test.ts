import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { explainFailure, type FailureExplanation } from '../../src/compiler-log/explain-failure.ts'
import { explainUnmapped, type UnmappedOperators } from '../../src/compiler-log/explain-unmapped.ts'
import { failureRules } from '../../src/compiler-log/failures.ts'
import { parseCompilerLog } from '../../src/compiler-log/parse.ts'
import { explainStatus } from '../../src/compiler-log/statuses.ts'
import type { PlacedOperator } from '../../src/compiler-log/suspects.ts'
import { resizing, separable } from '../report/round-networks.ts'
import { available, failure16, internalError, largeActivations, nothingMapped, notQuantised } from './recorded.ts'

type Placed = Partial<PlacedOperator['placement']>
type Changes = Partial<Omit<PlacedOperator, 'placement'>> & { readonly placement?: Placed }

/** An operator that is mapped, as far as nothing else is said. */
function operator(index: number, kind: string, { placement, ...changes }: Changes = {}): PlacedOperator {
  return {
    index,
    kind,
    isDynamic: false,
    activationBytes: 100,
    placement: {
      device: 'edgetpu',
      reason: 'mapped',
      clause: 'the Edge TPU supports it',
      support: 'seen',
      blockedBy: null,
      ...placement,
    },
    ...changes,
  }
}

const onCpu = { device: 'cpu', support: 'documented' } as const

function explained(text: string, operators?: readonly PlacedOperator[]): FailureExplanation {
  const log = parseCompilerLog(text)
  if (log.kind !== 'failed') throw new Error(`the log counts as ${log.kind}`)
  return explainFailure(log, operators)
}

function unmapped(text: string, operators?: readonly PlacedOperator[]): readonly UnmappedOperators[] {
  const log = parseCompilerLog(text)
  const [model] = log.kind === 'compiled' ? log.models : []
  if (model === undefined) throw new Error('the log has no model')
  return explainUnmapped(model, operators)
}

const interpreter =
  'Compilation failed: Model failed in Tflite interpreter. Please ensure model can be loaded/run in Tflite interpreter.'
const dynamic =
  'Attempting to use a delegate that only supports static-sized tensors with a graph that has dynamic-sized tensors.'
const large = 'Compilation failed: Compilation failed due to large activation tensors in model.'
const newCode = 'Op builtin_code out of range: 150. Are you using old TFLite binary with newer model?'
const newVersion = "ERROR: Didn't find op for builtin opcode 'CONV_2D' version '6'."
const unknownCustom = 'ERROR: Encountered unresolved custom op: Atan.'

describe('a failure', () => {
  it.each([
    ['not-quantised', notQuantised, 'Model not quantized'],
    ['internal', internalError, 'Internal compiler error. Aborting!'],
    ['activations', largeActivations, large],
    ['unexplained', failure16(), 'Compilation failed!'],
    ['dynamic-shape', failure16(`ERROR: ${dynamic}`, interpreter), dynamic],
    ['interpreter', failure16(interpreter), interpreter],
    [
      'delegate',
      failure16('ERROR: Restored original execution plan after delegate application failure.'),
      'Restored original execution plan after delegate application failure.',
    ],
    [
      'time-limit',
      failure16('Compilation timeout. This is usually caused by large activations.'),
      'Compilation timeout. This is usually caused by large activations.',
    ],
    [
      'exception',
      failure16('libc++abi: terminating with uncaught exception of type std::out_of_range: vector'),
      'libc++abi: terminating with uncaught exception of type std::out_of_range: vector',
    ],
    ['invalid', 'Invalid model: a.tflite\nCould not open it', 'Invalid model: a.tflite'],
    ['operator-code', failure16(`ERROR: ${newCode}`, 'ERROR: Registration failed.'), newCode],
    ['unknown', failure16('ERROR: The moon is full').replace(/^Compilation failed.*/m, ''), 'The moon is full'],
  ])('is told by the line that says most: %s', (kind, text, message) => {
    expect(explained(text)).toMatchObject({ kind, message, suspects: [] })
  })

  it('is of an operator that the log names', () => {
    const text = failure16(unknownCustom, 'ERROR: Node number 1 (Atan) failed to prepare.', '', interpreter)
    const suspects = [{ index: 1, kind: 'Atan', source: 'log', clause: 'the compiler names it' }]
    expect(explained(text)).toMatchObject({ kind: 'custom-operator', suspects })
  })

  it.each([
    [['CONV_2D'], 0],
    [['ADD', 'CONV_2D'], 1],
    [['CONV_2D', 'CONV_2D'], null],
    [[], null],
  ])('is of a kind that the log names, and of its only operator: %j', (kinds, index) => {
    const text = failure16(newVersion, 'ERROR: Registration failed.')
    const { kind, suspects } = explained(text, kinds.map((name, place) => operator(place, name)))
    expect(kind).toBe('operator-version')
    expect(suspects).toMatchObject([{ index, kind: 'CONV_2D', source: 'log' }])
  })

  it('of the quantisation is likely of what is not of 8 bits', () => {
    const operators = [
      operator(0, 'CONV_2D'),
      operator(1, 'SIN', { placement: { ...onCpu, reason: 'type', clause: 'it works on FLOAT32' } }),
      operator(2, 'CAST', { placement: { ...onCpu, reason: 'unsupported' } }),
    ]
    expect(explained(notQuantised, operators).suspects).toEqual([
      { index: 1, kind: 'SIN', source: 'placement', clause: 'it works on FLOAT32' },
    ])
  })

  it('of large activations is likely of the operator for the Edge TPU that writes most', () => {
    const operators = [
      operator(0, 'CONV_2D', { activationBytes: 1_000 }),
      operator(1, 'CONCATENATION', { activationBytes: 5_000 }),
      operator(2, 'RESIZE_BILINEAR', { activationBytes: 9_000, placement: { ...onCpu, reason: 'constraint' } }),
    ]
    const clause = 'it writes 5000 bytes, the most of all operators for the Edge TPU'
    expect(explained(largeActivations, operators).suspects).toEqual([
      { index: 1, kind: 'CONCATENATION', source: 'placement', clause },
    ])
  })

  it('of dynamic shapes is likely of an operator that has one', () => {
    const text = failure16('ERROR: a graph that has dynamic-sized tensors.')
    const operators = [operator(0, 'CONV_2D'), operator(1, 'RESHAPE', { isDynamic: true })]
    expect(explained(text, operators).suspects).toMatchObject([{ index: 1, kind: 'RESHAPE' }])
  })

  it('without a reason is likely of what is not certain to be mapped, then of what writes most', () => {
    const operators = [
      operator(0, 'CONV_2D', { activationBytes: 9_000 }),
      operator(1, 'TRANSPOSE_CONV', { placement: { support: 'unverified' } }),
    ]
    expect(explained(internalError, operators).suspects.map(({ index }) => index)).toEqual([1, 0])
  })

  it('names an operator once, and few of them', () => {
    const operators = Array.from({ length: 100 }, (_, index) =>
      operator(index, 'TRANSPOSE', { placement: { support: 'unverified' } }),
    )
    expect(explained(internalError, operators).suspects.map(({ index }) => index)).toEqual([0, 1, 2])
  })

  it('takes the operators of an analysis', () => {
    const { operators } = analyse(separable())
    expect(explained(largeActivations, operators).suspects).toHaveLength(1)
  })

  it.each([
    [internalError, true],
    [failure16(), true],
    [failure16('Compilation timeout. This is usually caused by large activations.'), true],
    [notQuantised, false],
    [largeActivations, false],
  ])('of this log may pass later: %j', (text, mayPassLater) => {
    expect(explained(text).mayPassLater).toBe(mayPassLater)
  })
})

describe('a status', () => {
  it.each([
    ['Mapped to Edge TPU', 'mapped'],
    ['More than one subgraph is not supported', 'downstream'],
    ['Operation is otherwise supported, but not mapped due to some unspecified limitation', 'limits'],
    ['Operation is working on an unsupported data type', 'type'],
    ['Operation version not supported', 'version'],
    ['Tensor has unsupported rank (up to 3 innermost dimensions mapped)', 'rank'],
    ['Operation not supported', 'unsupported'],
    ['Operation is shy', 'unknown'],
    ['', 'unknown'],
  ])('%j is explained as %s', (status, kind) => {
    expect(explainStatus(status)).toMatchObject({ kind })
  })

  it('and every failure is explained in sentences without a full stop', () => {
    const statuses = ['Mapped to Edge TPU', 'More than one subgraph', 'otherwise supported', 'unsupported data type',
      'version not supported', 'unsupported rank', 'Operation not supported', '?'].map(explainStatus)
    for (const { explanation, hint } of [...failureRules, ...statuses]) {
      expect(explanation).toMatch(/^[A-Z].*[^.]$/)
      expect(hint).toMatch(/^[A-Z].*[^.]$/)
    }
  })

  it('of a version that is not supported do not send users of compiler 16 to compiler 16', () => {
    const hints = [...failureRules, explainStatus('Operation version not supported')].map(({ hint }) => hint)
    const naming = hints.filter((hint) => hint.includes('compile with version 16'))
    expect(naming.filter((hint) => !hint.endsWith(', where yours is older'))).toEqual([])
    expect(naming).toHaveLength(2)
  })
})

describe('operators that are not mapped', () => {
  it('are explained by their rows', () => {
    expect(unmapped(available).map(({ row, why }) => [row.kind, row.count, why.kind])).toEqual([
      ['DEQUANTIZE', 1, 'type'],
      ['QUANTIZE', 1, 'limits'],
    ])
  })

  it('are likely those that the analysis keeps on the CPU for the same reason', () => {
    const reshape = (index: number, placement: Partial<PlacedOperator['placement']>): PlacedOperator =>
      operator(index, 'RESHAPE', { placement: { ...onCpu, ...placement } })
    const operators = [operator(0, 'RESHAPE'), reshape(1, { reason: 'type' }), reshape(2, { reason: 'rank' })]
    expect(unmapped(nothingMapped, operators).map(({ likelyIndices }) => likelyIndices)).toEqual([[1], [2]])
  })

  it('are likely others on the CPU, then those that are not sure to be mapped, then all if the count fits', () => {
    const sure = operator(0, 'QUANTIZE')
    const unsure = operator(1, 'QUANTIZE', { placement: { support: 'unverified' } })
    const kept = operator(2, 'QUANTIZE', { placement: { ...onCpu, reason: 'downstream' } })
    const likely = (...operators: readonly PlacedOperator[]): readonly number[] | undefined =>
      unmapped(available, operators)[1]?.likelyIndices
    expect(likely(sure, unsure, kept)).toEqual([2])
    expect(likely(sure, unsure)).toEqual([1])
    expect(likely(sure)).toEqual([0])
    expect(likely(sure, operator(1, 'QUANTIZE'))).toEqual([])
  })

  it('are found by one name if they are custom', () => {
    const text = available.replace(/^DEQUANTIZE .*/m, 'CUSTOM  1  Operation not supported')
    const custom = operator(7, 'TFLite_Detection_PostProcess', { placement: { ...onCpu, reason: 'custom' } })
    expect(unmapped(text, [custom])[0]?.likelyIndices).toEqual([7])
  })

  it('are those of an analysis', () => {
    const { operators } = analyse(resizing(0))
    const text = available.replace(/^DEQUANTIZE .*/m, 'RESIZE_BILINEAR  1  Operation is otherwise supported')
    const indices = operators.filter(({ kind }) => kind === 'RESIZE_BILINEAR').map(({ index }) => index)
    expect(unmapped(text, operators)[0]?.likelyIndices).toEqual(indices)
  })
})
