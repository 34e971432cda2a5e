import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CompiledLog, CompiledModel, CompilerLog } from '../../src/compiler-log/compiler-log.ts'
import { parseCompilerLog } from '../../src/compiler-log/parse.ts'
import {
  available, coCompiled, compiledLogs, failedLogs, failure16, internalError, largeActivations, logFile, nothingMapped,
  notQuantised, remaining, searched, segmented,
} from './recorded.ts'

function compiled(text: string): CompiledLog {
  const log = parseCompilerLog(text)
  if (log.kind !== 'compiled') throw new Error(`the log counts as ${log.kind}`)
  return log
}

function onlyModel(text: string): CompiledModel {
  const [model, ...others] = compiled(text).models
  if (model === undefined || others.length > 0) throw new Error('the log has not one model')
  return model
}

const mebibyte = 1_048_576

describe('the log of a model that compiled', () => {
  it('of compiler 2.0 has what is available, and a table', () => {
    expect(compiled(available)).toMatchObject({ version: '2.0.267685300', timeMs: 1_052 })
    const limitation = 'Operation is otherwise supported, but not mapped due to some unspecified limitation'
    expect(onlyModel(available)).toEqual({
      input: 'blur.tflite',
      output: 'blur_edgetpu.tflite',
      inputSize: { bytes: 3_103, resolutionBytes: 10.24 },
      outputSize: { bytes: 303_974, resolutionBytes: 10.24 },
      cached: { bytes: 10_240, resolutionBytes: 10.24 },
      cacheRemaining: undefined,
      cacheAvailable: { bytes: 1_814_036, resolutionBytes: 10_485.76 },
      streamed: { bytes: 0, resolutionBytes: 1 },
      subgraphs: 1,
      operations: 3,
      operationsOnEdgeTpu: 1,
      operationsOnCpu: 2,
      operationLog: 'blur_edgetpu.log',
      operators: [
        { kind: 'DEPTHWISE_CONV_2D', count: 1, status: 'Mapped to Edge TPU', device: 'edgetpu' },
        { kind: 'DEQUANTIZE', count: 1, status: 'Operation is working on an unsupported data type', device: 'cpu' },
        { kind: 'QUANTIZE', count: 1, status: limitation, device: 'cpu' },
      ],
    })
  })

  it('of compiler 16 has what remains, and does not say where operations run if all are mapped', () => {
    expect(compiled(remaining)).toMatchObject({ version: '16.0.384591198', timeMs: 542 })
    expect(onlyModel(remaining)).toMatchObject({
      cached: { bytes: 619_008 },
      cacheRemaining: { bytes: 523_776 },
      cacheAvailable: undefined,
      streamed: { bytes: Math.round(3.45 * mebibyte) },
      operations: 50,
      operationsOnEdgeTpu: undefined,
      operationsOnCpu: undefined,
      operators: [],
    })
  })

  it('of several models has each with its table', () => {
    const { models, timeMs } = compiled(coCompiled)
    expect(timeMs).toBe(2_988)
    expect(models).toMatchObject([
      { input: 'cnn.tflite', cached: { bytes: Math.round(7.16 * mebibyte) }, operators: [{ kind: 'CONV_2D' }] },
      { input: 'rnn.tflite', cached: { bytes: 0 }, operators: [{ kind: 'FULLY_CONNECTED' }, { kind: 'TANH' }] },
    ])
  })

  it('of a search has succeeded although attempts failed', () => {
    expect(compiled(searched).timeMs).toBe(3_133)
    expect(onlyModel(searched)).toMatchObject({ operations: 246, operationsOnEdgeTpu: 246, operationsOnCpu: 0 })
  })

  it('of segments has each, and the time of all', () => {
    const { models, timeMs } = compiled(segmented)
    expect(timeMs).toBe(400)
    expect(models.map(({ input }) => input)).toEqual(['net_segment_0_of_2.tflite', 'net_segment_1_of_2.tflite'])
    expect(models[1]?.streamed).toEqual({ bytes: 1.25 * 1_024 ** 3, resolutionBytes: 1_024 ** 3 / 100 })
  })

  it('of a float model maps nothing', () => {
    expect(onlyModel(nothingMapped)).toMatchObject({ subgraphs: 0, operationsOnEdgeTpu: 0, operationsOnCpu: 14 })
  })

  it('may be the file beside the model, whose table is counted', () => {
    expect(compiled(logFile)).toMatchObject({ version: '15.0.340273435', timeMs: undefined })
    expect(onlyModel(logFile)).toMatchObject({
      input: 'mnist4.tflite', operations: 4, operationsOnEdgeTpu: 3, operationsOnCpu: 1, cached: undefined,
    })
  })

  it('does not count a table that was shortened', () => {
    const shortened = searched.replace(/^MUL.*\n/m, '')
    expect(onlyModel(shortened)).toMatchObject({ operations: 246, operationsOnEdgeTpu: undefined })
  })

  it('may be an excerpt without head and end', () => {
    const excerpt = remaining.split('\n').filter((line) => /memory|^Number of Edge/.test(line)).join('\n')
    expect(compiled(excerpt)).toMatchObject({ version: undefined, models: [{ subgraphs: 1, input: undefined }] })
  })
})

describe('the log of a model that did not compile', () => {
  it.each([
    ['an internal error', internalError, '14.1.317412892', ['Internal compiler error. Aborting!']],
    ['a float model', notQuantised, '15.0.340273435', ['Invalid model: heehoo.tflite', 'Model not quantized']],
    ['large activations', largeActivations, '16.0.384591198', [
      'Restored original execution plan after delegate application failure.',
      'Compilation failed: Compilation failed due to large activation tensors in model.',
      'Compilation failed!',
    ]],
    ['no reason', failure16(), '16.0.384591198', ['Compilation failed!']],
  ])('has the complaints: %s', (_, text, version, messages) => {
    expect(parseCompilerLog(text)).toEqual({ kind: 'failed', version, messages })
  })

  it('has failed where the last attempt of a search did', () => {
    const attempt = failure16().split('\n').slice(1).join('\n')
    expect(parseCompilerLog(`${searched}${attempt}`).kind).toBe('failed')
  })

  it('has failed where there is a complaint and nothing else', () => {
    const text = "ERROR: Didn't find op for builtin opcode 'CONV_2D' version '6'."
    expect(parseCompilerLog(text)).toMatchObject({ kind: 'failed', messages: [text.slice('ERROR: '.length)] })
  })

  it('lists each complaint once, and not without end', () => {
    const repeated = parseCompilerLog(failure16(...Array.from({ length: 1_000 }, () => 'ERROR: the same')))
    expect(repeated).toMatchObject({ messages: ['the same', 'Compilation failed!'] })
    const many = parseCompilerLog(failure16(...Array.from({ length: 1_000 }, (_, index) => `ERROR: ${index}`)))
    expect(many.kind === 'failed' && many.messages.length).toBe(20)
  })
})

describe('a text that is no log', () => {
  it.each(['', '\n\n', 'docker: command not found', 'Input: a\nOutput: b', 'Operator Count Status', '{"a": 1}'])(
    'is not recognised: %j',
    (text) => {
      expect(parseCompilerLog(text)).toEqual({ kind: 'unrecognised', version: undefined })
    },
  )

  it('may still have a version', () => {
    const text = 'Edge TPU Compiler version 16.0.384591198\n'
    expect(parseCompilerLog(text)).toEqual({ kind: 'unrecognised', version: '16.0.384591198' })
  })
})

const logs = [...compiledLogs, ...failedLogs]
const log = fc.constantFrom(...logs)

/** Lines that say nothing, though they look a bit as if. */
const unknownLine = fc.oneof(
  fc.constantFrom(
    'W0000 00:00:00.000000 1 delegate.cc:12] 3 ops', 'WARNING: 3 things', 'Intermediate tensors: a;b,c',
    'Something: 4.00MiB', 'I 12 times', '[==========>        ]', 'Operator  Count', 'Number of threads: 3',
    'Total number of operations: many', 'On-chip memory used for caching model parameters: unknown',
  ),
  fc.string().map((text) => `# ${text.replaceAll(/[\r\n]/g, ' ')}`),
)

describe('reading any text', () => {
  it('does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['compiled', 'failed', 'unrecognised']).toContain(parseCompilerLog(text).kind)
      }),
    )
  })

  it('does not throw where logs were cut, mixed and damaged', () => {
    const part = fc.oneof(
      fc.tuple(log, fc.nat(2_000), fc.nat(2_000)).map(([text, from, length]) => text.slice(from, from + length)),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const result = parseCompilerLog(parts.join('\n'))
        expect(result.kind === 'failed' && result.messages.length === 0).toBe(false)
      }),
    )
  })

  it.each([
    ['one line', 'x'.repeat(20_000_000)],
    ['line ends', '\n'.repeat(20_000_000)],
    ['unfinished colours', '\u001B['.repeat(10_000_000)],
    ['spaces before a row', `Operator Count Status\nA${' '.repeat(20_000_000)}1`],
    ['models', 'Input model: a\n'.repeat(1_000_000)],
    ['rows', `Operator Count Status\n${'ADD  1  Mapped to Edge TPU\n'.repeat(1_000_000)}`],
    ['complaints', Array.from({ length: 500_000 }, (_, index) => `ERROR: ${index}\n`).join('')],
  ])('takes work within bounds: %s', (_, text) => {
    const start = performance.now()
    parseCompilerLog(text)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('what was read', () => {
  const lined = (text: string, change: (line: string) => string): string => text.split('\n').map(change).join('\n')

  it.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['line ends of old', (text: string) => text.replaceAll('\n', '\r')],
    ['colours', (text: string) => lined(text, (line) => `\u001B[1;32m${line}\u001B[0m`)],
    ['colours within lines', (text: string) => text.replaceAll(':', '\u001B[31m:\u001B[39m')],
    ['no empty lines', (text: string) => text.replaceAll(/\n+/g, '\n')],
    ['indentation', (text: string) => lined(text, (line) => `   ${line}  `)],
    ['tabs in the table', (text: string) => text.replaceAll(/ {2,}/g, '\t')],
  ])('is the same with %s', (_, change) => {
    for (const text of logs) expect(parseCompilerLog(change(text))).toEqual(parseCompilerLog(text))
  })

  it('is the same with lines between that say nothing', () => {
    fc.assert(
      fc.property(log, fc.array(fc.tuple(fc.nat(60), unknownLine), { maxLength: 20 }), (text, added) => {
        const lines = text.split('\n')
        for (const [place, line] of added) lines.splice(Math.min(place, lines.length), 0, line)
        expect(parseCompilerLog(lines.join('\n'))).toEqual(parseCompilerLog(text))
      }),
    )
  })

  it('is what any figures were', () => {
    const size = fc.nat(1_023)
    const figures = fc.record({ cached: size, streamed: size, subgraphs: fc.nat(9), ops: fc.nat(9_999) })
    fc.assert(
      fc.property(fc.array(figures, { minLength: 1, maxLength: 4 }), (models) => {
        const printed = models.map(({ cached, streamed, subgraphs, ops }, index) =>
          [
            `Input model: ${index}.tflite`,
            `On-chip memory used for caching model parameters: ${cached}.00KiB`,
            `Off-chip memory used for streaming uncached model parameters: ${streamed}.00B`,
            `Number of Edge TPU subgraphs: ${subgraphs}`,
            `Total number of operations: ${ops}`,
          ].join('\n'),
        )
        const read: CompilerLog = parseCompilerLog(`Models compiled successfully in 1 ms!\n${printed.join('\n\n')}`)
        expect(read).toMatchObject({
          kind: 'compiled',
          models: models.map(({ cached, streamed, subgraphs, ops }, index) => ({
            input: `${index}.tflite`,
            cached: { bytes: cached * 1_024 },
            streamed: { bytes: streamed },
            subgraphs,
            operations: ops,
          })),
        })
      }),
    )
  })
})
