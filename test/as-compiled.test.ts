import { describe, expect, it } from 'vitest'
import { analyse } from '../src/analysis/analyse.ts'
import type { Analysis } from '../src/analysis/analysis.ts'
import { analyseAsCompiled } from '../src/as-compiled.ts'
import { parseCompilerLog } from '../src/compiler-log/parse.ts'
import type { Network } from '../src/model/network.ts'
import { writeNetwork } from '../src/model/tflite/write.ts'
import { internalError, largeActivations, nothingMapped, remaining } from './compiler-log/recorded.ts'
import { resizing, separable } from './report/round-networks.ts'
import { compiledFrom } from './support/compiled-from.ts'

const version = 'the Edge TPU compiler 16.0.384591198'

function analysed(plain: Network, log: string, compiled?: Uint8Array): Analysis {
  return analyseAsCompiled(analyse(plain), { log: parseCompilerLog(log), compiled })
}

describe('a model that was compiled', () => {
  it('is what the compiler made of it, and says by which version', () => {
    const { format, totals, notes } = analysed(separable(), remaining, compiledFrom(separable()))
    expect(format).toBe('compiled')
    expect(totals).toMatchObject({ operators: 1, cachedBytes: { value: 1_024, source: 'read' } })
    expect(notes).toEqual([
      `Compiled by ${version}: the operators, bytes and steps are read from what it made of the model.`,
    ])
  })

  it('explains what the compiler left on the CPU, by the operators of the plain model', () => {
    const table =
      'Operator                       Count      Status\n\n' +
      'CONV_2D                        1          Mapped to Edge TPU\n' +
      'RESIZE_BILINEAR                1          Operation is otherwise supported, but not mapped due to some ' +
      'unspecified limitation\n'
    const { totals, notes } = analysed(resizing(0), `${remaining}\n${table}`, compiledFrom(resizing(0), 1))
    expect(totals.cpuOperators).toBe(1)
    expect(notes[1]).toMatch(
      /^The compiler left 1 RESIZE_BILINEAR on the CPU, likely operator 1 of the plain model \("Operation is otherwise/,
    )
  })

  it('runs on the CPU where the compiler mapped nothing, whatever was predicted', () => {
    const { totals, notes } = analysed(separable(), nothingMapped, writeNetwork(separable()))
    expect(analyse(separable()).totals.cpuOperators).toBe(0)
    const nothing = { value: 0 }
    expect(totals).toMatchObject({ operators: 3, cpuOperators: 3, tensorSteps: nothing, cachedBytes: nothing })
    expect(notes[0]).toContain(version)
    expect(notes[1]).toContain('The compiler left 10 RESHAPE on the CPU ("Operation is working on an unsupported data')
  })

  it('says so where the log is of no version that is known', () => {
    const [note] = analysed(separable(), 'done', compiledFrom(separable())).notes
    expect(note).toMatch(/^Compiled by the Edge TPU compiler: /)
  })
})

describe('a model that could not be compiled', () => {
  const plain = analyse(separable())

  it('is judged as a plain one, with the reason and the operators that are suspected', () => {
    const analysis = analysed(separable(), largeActivations)
    expect({ ...analysis, notes: [] }).toEqual({ ...plain, notes: [] })
    expect(analysis.notes[0]).toMatch(/^It is judged as a plain model, because the Edge TPU compiler .* refuses it \("/)
    expect(analysis.notes[0]).toContain('An intermediate result is too large for the memory of the Edge TPU.')
    expect(analysis.notes[0]).toContain('Suspected: CONV_2D (operator 0), because it writes 16384 bytes')
  })

  it('keeps its own notes behind that', () => {
    const { notes } = analysed(resizing(0), internalError)
    expect(notes).toHaveLength(1 + analyse(resizing(0)).notes.length)
  })

  it.each([
    ['is damaged', compiledFrom(separable()).subarray(0, 300)],
    ['has an operator that cannot be read', compiledFrom(separable()).fill(0, 200, 400)],
    ['is not there', undefined],
  ])('is judged as a plain one where what the compiler made %s', (_, compiled) => {
    const analysis = analysed(separable(), remaining, compiled)
    expect(analysis.format).toBe('plain')
    expect(analysis.totals).toEqual(plain.totals)
    expect(analysis.notes[0]).toMatch(/^It is judged as a plain model, because what .* cannot be used \(.+\)\.$/)
  })
})
