import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { propertiesVersion } from '../../src/analysis/properties.ts'
import { parseArtifact } from '../../src/estimator/artifact.ts'
import type { MeasuredNetwork } from '../../src/estimator/calibration/figure.ts'
import type { DatasetRow } from '../../src/measurement/dataset-row.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith } from '../host/temporary.ts'
import { separable } from '../report/round-networks.ts'
import { networksBy, slowLink, withRates } from '../support/calibration-networks.ts'
import { ownTarget } from '../support/own-target.ts'
import { type Ended, precious } from './captured.ts'

const measured = networksBy(withRates(slowLink), { count: 11 })

function rowOf(network: MeasuredNetwork, about: Partial<DatasetRow> = {}): DatasetRow {
  const { name, group, source, properties, latencyMs = 1 } = network
  return {
    schemaVersion: 1,
    network: { hash: sha256Of(name), name, group },
    propertiesVersion,
    properties,
    target: 'coral-usb3-max',
    settings: { link: 'USB 3', clock: 'max', host: 'a laptop' },
    latencyMs: { mean: latencyMs },
    provenance: { source, importedFrom: 'table.csv:2', toolVersion: '1' },
    ...about,
  }
}

function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const text = lines(measured.map((network) => rowOf(network)))

function afterOf(calibration: unknown): number {
  const shape = z.object({ after: z.object({ mean: z.number() }) })
  return shape.parse(calibration).after.mean
}

function calibrate(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return precious(['calibrate', ...args], { cwd })
}

describe('the command calibrate', () => {
  it('writes a target file that a config can name, and says what changed and what it is worth', async () => {
    const cwd = folderWith({ 'my data.jsonl': text })
    const { code, out, err } = await calibrate(cwd, 'my data.jsonl', '--out', 'my-target.json')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^my-target {2}coral-usb3-max, calibrated on 11 networks\n/)
    expect(out).toMatch(/\nfixed time +0\.\d+ ms +0\.\d+ ms +11\n/)
    expect(out).not.toContain('elements on the CPU')
    expect(out).toMatch(/Latency is off by [\d.]+ % on average .* before,\s+by [\d.]+ % on average .* after/s)
    expect(out).toMatch(/\n +22 {2}networks .* extrapolated\n +44 {2}networks .* extrapolated\n/)
    expect(out).toContain('Power stays that of the base')
    expect(out).toMatch(/\nWritten to my-target\.json; a config or --target names it as "\.\/my-target\.json"\.\n$/)

    const artifact = parseArtifact(JSON.parse(readFileSync(join(cwd, 'my-target.json'), 'utf8')), 'my-target.json')
    expect(artifact).toMatchObject({ target: 'my-target', link: 'USB 3', host: 'a laptop' })
    expect(artifact.latency.fixedMs.source).toContain(
      `calibrated on 11 networks of my data.jsonl (sha256 ${sha256Of(text)}) by ` +
        '"precious calibrate \'my data.jsonl\' --out my-target.json"',
    )
    writeFileSync(join(cwd, 'a.tflite'), writeNetwork(separable()))
    const inspected = await precious(['inspect', 'a.tflite', '--target', './my-target.json'], { cwd })
    expect(inspected.out).toContain('Estimates for my-target')
  })

  it('gives the same as JSON, and writes nothing without --out', async () => {
    const cwd = folderWith({ 'data.jsonl': text })
    const { code, out } = await calibrate(cwd, 'data.jsonl', '--json', '--name', 'mine')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      target: 'mine', out: null, rows: 11, networks: 11, leftOut: 'groups', badRows: [], otherTargets: {}, remarks: [],
      after: { mean: expect.any(Number), median: expect.any(Number), within10: expect.any(Number) },
      coefficients: expect.arrayContaining([expect.objectContaining({ name: 'fixedMs', figures: 11 })]),
    })
  })

  it('takes the mean of repeated measurements, and files together', async () => {
    const [first, ...others] = measured
    if (first?.latencyMs === undefined) throw new Error('there are networks')
    const twice = [0.9, 1.1].map((factor) => rowOf({ ...first, latencyMs: (first.latencyMs ?? 1) * factor }))
    const rest = lines(others.map((network) => rowOf(network)))
    const cwd = folderWith({ 'all.jsonl': text, 'a.jsonl': lines(twice), 'b.jsonl': rest })
    const once = await calibrate(cwd, 'all.jsonl', '--json')
    const joined = await calibrate(cwd, 'a.jsonl', 'b.jsonl', '--json')
    const [a, b]: readonly unknown[] = [JSON.parse(once.out), JSON.parse(joined.out)]
    expect(b).toMatchObject({ rows: 12, networks: 11 })
    expect(afterOf(b)).toBeCloseTo(afterOf(a), 9)
  })

  it('warns of rows that it leaves out and of settings that the target has not', async () => {
    const settings = { link: 'PCIe', clock: '250 MHz' }
    const [first, ...others] = measured.map((network) => rowOf(network, { target: 'mine' }))
    const rows = [{ ...first, settings }, ...others, ...measured.slice(0, 1).map((network) => rowOf(network))]
    const cwd = folderWith({ 'data.jsonl': `${lines(rows)}{}\n` })
    const { code, err } = await calibrate(cwd, 'data.jsonl', '--data-target', 'mine')
    expect(code).toBe(0)
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^warning: data\.jsonl:13: schemaVersion is missing/),
      'warning: rows of other targets are left out: 1 of coral-usb3-max',
      'warning: 1 row with the link "PCIe", but coral-usb3-max is on USB 3: they count all the same.',
      'warning: 1 row with the clock "250 MHz", but coral-usb3-max runs at 500 MHz: they count all the same.',
      'warning: The rows name 2 links (PCIe, USB 3), which one fit cannot tell apart.',
      '',
    ])
  })

  it.each([
    ['too few networks', ['few.jsonl'], /latencies of 9 different networks, but a calibration needs 10/],
    ['rows of other targets', ['data.jsonl', '--target', 'coral-pcie-max'], /\n {2}.*--data-target coral-usb3-max/],
    ['no such file', ['none.jsonl'], /none\.jsonl: there is no such file/],
    ['an empty file', ['empty.jsonl'], /no row can be read/],
    ['an unknown target', ['data.jsonl', '--target', 'coral-usb4'], /there is no target "coral-usb4"/],
    ['the name of a shipped target', ['data.jsonl', '--out', 'coral-usb3-max.json'], /the name of a target that ships/],
    ['a name with a space', ['data.jsonl', '--out', 'my target.json'], /a target cannot be called "my target"/],
  ])('refuses %s', async (_, args, problem) => {
    const few = lines(measured.slice(0, 9).map((network) => rowOf(network)))
    const cwd = folderWith({ 'data.jsonl': text, 'few.jsonl': few, 'empty.jsonl': '' })
    const { code, out, err } = await calibrate(cwd, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(problem)
  })

  it('starts from a target file, too', async () => {
    const cwd = folderWith({ 'data.jsonl': text, 'first.json': JSON.stringify(ownTarget('first')) })
    const args = ['--target', './first.json', '--data-target', 'coral-usb3-max', '--out', 'second.json']
    const { code, out } = await calibrate(cwd, 'data.jsonl', ...args)
    expect(code).toBe(0)
    expect(out).toMatch(/^second {2}first, calibrated on 11 networks\n/)
  })

  it('stops where it is told to', async () => {
    const stop = new AbortController()
    stop.abort(new Error('stopped'))
    const cwd = folderWith({ 'data.jsonl': text })
    expect((await precious(['calibrate', 'data.jsonl'], { cwd, signal: stop.signal })).code).toBe(130)
  })
})
