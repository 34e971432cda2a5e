import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { UserConfig } from '../../src/budget/user-config.ts'
import type { MeasurementLine } from '../../src/measurement/measurement.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import { sha256Of } from '../../src/sha256.ts'
import { configName, configText, configWith, modelFile, target } from '../host/compared.ts'
import { folderWith } from '../host/temporary.ts'
import { measurementWith } from '../measurement/arbitrary-measurement.ts'
import { type Ended, precious } from './captured.ts'

const model = modelFile('c8 d3 c16 c8 m')
const sha256 = sha256Of(model)

/** A project with a model and a file of measurements. */
function project(measurements: string | undefined, user: UserConfig): string {
  const files = measurements === undefined ? {} : { 'measured.jsonl': measurements }
  const cwd = folderWith({ [configName]: configText(user), ...files })
  mkdirSync(join(cwd, 'models'))
  writeFileSync(join(cwd, 'models/a.tflite'), model)
  return cwd
}

function lines(...measurements: readonly Partial<MeasurementLine>[]): string {
  return measurements.map((changes) => `${JSON.stringify(measurementWith({ sha256, target, ...changes }))}\n`).join('')
}

/** Runs of 0.4 ms, which the estimate takes for 0.308 ms, 0.265 to 0.443. */
const slow = { latencyMs: { mean: 0.4, standardDeviation: 0.004, runs: 100 } }
const uncertain = configWith({ latency: '0.3 ms' })

async function checkWith(lineTexts: string | undefined, user = uncertain, ...args: readonly string[]): Promise<Ended> {
  return await precious(['check', '-m', 'measured.jsonl', ...args], { cwd: project(lineTexts, user) })
}

describe('--measurements', () => {
  it('turns uncertain into over, with the estimate beside it and its error', async () => {
    const without = await precious(['check'], { cwd: project(undefined, uncertain) })
    expect(without.code).toBe(0)
    expect(without.out).toContain('? uncertain, warning  latency  estimated 0.308 ms')
    const { code, out } = await checkWith(lines(slow))
    expect(code).toBe(1)
    expect(out).toMatch(/✖ over {2}latency {2}measured 0\.4 ms, estimated 0\.308 ms \(−2\d(?:\.\d)? %\) {2}\(0\.399 to /)
    expect(out).toContain('1 line of measured.jsonl used.')
  })

  it('turns uncertain into within', async () => {
    const { code, out } = await checkWith(lines({ latencyMs: { mean: 0.25, standardDeviation: 0.001, runs: 100 } }))
    expect(code).toBe(0)
    expect(out).toMatch(/✔ within {2}latency {2}measured 0\.25 ms, estimated 0\.308 ms \(\+2\d(?:\.\d)? %\)/)
    expect(out).toContain('Intervals of measured values hold the mean of the runs at 95 %')
  })

  it('settles what the policy "measure" asks for', async () => {
    const asking: UserConfig = { ...uncertain, uncertain: 'measure' }
    const without = await precious(['check'], { cwd: project(undefined, asking) })
    expect(without.out).toContain('Measure models/a.tflite on coral-usb3-max to settle latency')
    expect((await checkWith(lines(slow), asking)).out).not.toContain('to settle')
  })

  it('names lines that bear on nothing here, and why', async () => {
    const { code, out } = await checkWith(
      lines(
        { sha256: 'a'.repeat(64), model: 'models/a.tflite' },
        { sha256: 'b'.repeat(64), model: 'other.tflite' },
        { target: 'coral-pcie-max' },
        { target: 'coral-usb3-mux' },
      ),
    )
    expect(code).toBe(0)
    expect(out).toContain(
      [
        '0 lines of measured.jsonl used.',
        'Ignored measured.jsonl:1: models/a.tflite has changed since it was measured.',
        'Ignored measured.jsonl:2: It measured another model, at other.tflite.',
        'Ignored measured.jsonl:3: models/a.tflite is not judged on coral-pcie-max.',
        'Ignored measured.jsonl:4: There is no target "coral-usb3-mux"; did you mean "coral-usb3-max"?',
      ].join('\n'),
    )
  })

  it('is told in JSON and Markdown', async () => {
    const json = await checkWith(lines(slow), uncertain, '--json')
    const report = reportSchema.parse(JSON.parse(json.out))
    expect(report.measurements).toEqual({ file: 'measured.jsonl', used: 1, ignored: [] })
    expect(report.models[0]?.results[0]?.budgets[0]).toMatchObject({
      estimate: { basis: 'measured', value: 0.4 }, estimateBeside: { basis: 'estimated' },
    })
    const markdown = await checkWith(lines(slow), uncertain, '-r', 'markdown')
    expect(markdown.out.replaceAll('\u00A0', ' ')).toContain('<b>0.4 ms measured</b> (0.399 to 0.401 ms)<br>estimated 0.308 ms (−2')
  })

  test.each([
    ['is missing', undefined, 'error: measured.jsonl: there is no such file\n'],
    ['has a line that is no JSON', `${lines(slow)}\n{`, 'error: measured.jsonl:3: the line is not JSON\n'],
    ['has a line that measures nothing', lines({ latencyMs: undefined }), 'error: measured.jsonl:1: '],
  ])('that %s is refused', async (_, content, message) => {
    const { code, out, err } = await checkWith(content)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('that is a folder is refused', async () => {
    const cwd = project(undefined, uncertain)
    const { code, err } = await precious(['check', '-m', 'models'], { cwd })
    expect({ code, err }).toEqual({
      code: 2, err: 'error: models: this is a folder, not a file of measurements\n  Name a file.\n',
    })
  })

  it('that is empty changes nothing', async () => {
    const { code, out } = await checkWith('')
    expect(code).toBe(0)
    expect(out).toContain('? uncertain, warning')
    expect(out).toContain('0 lines of measured.jsonl used.')
  })
})
