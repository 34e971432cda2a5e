import { describe, expect, it, test } from 'vitest'
import { reportAsBaseline } from '../../src/report/as-baseline.ts'
import { toJson } from '../../src/report/json.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import { runReportSchema } from '../../src/report/run-report.ts'
import { configWith, modelFile } from '../host/compared.ts'
import { comparedReport, reportOnFiles } from '../support/compared-report.ts'

const models = { 'models/a.tflite': modelFile('c8 d3 c16 c8 m') }
const report: unknown = JSON.parse(toJson(await reportOnFiles(configWith(), models)))
const run = { schemaVersion: 1, commit: 'a'.repeat(40), pullRequest: null, reports: [{ config: 'a', report }] }

describe('what a run of the GitHub Action hands on', () => {
  test.each([
    ['of a push', {}],
    ['of a pull request', { pullRequest: 12 }],
    ['of a SHA-256 repository', { commit: 'b'.repeat(64) }],
    ['of no config', { reports: [] }],
  ])('%s is read', (_, changes) => {
    expect(runReportSchema.safeParse({ ...run, ...changes }).error).toBeUndefined()
  })

  test.each([
    ['another version', { schemaVersion: 2 }],
    ['a short commit', { commit: 'abcdef1' }],
    ['a commit with more after it', { commit: `${'a'.repeat(40)}\n` }],
    ['a pull request that there cannot be', { pullRequest: 0 }],
    ['a pull request that is a text', { pullRequest: '12' }],
    ['a path without an end', { reports: [{ config: 'a'.repeat(5_000), report }] }],
    ['more configs than anybody has', { reports: Array.from({ length: 101 }, () => ({ config: 'a', report })) }],
    ['something that is no report', { reports: [{ config: 'a', report: {} }] }],
    ['keys that nobody wrote', { more: 1 }],
  ])('with %s is refused', (_, changes) => {
    expect(runReportSchema.safeParse({ ...run, ...changes }).success).toBe(false)
  })
})

describe('the properties in a report', () => {
  /** The report with one property changed. */
  function withSteps(tensorSteps: number): unknown {
    const parsed = reportSchema.parse(report)
    return {
      ...parsed,
      models: parsed.models.map((model) => ({ ...model, properties: { ...model.properties, tensorSteps } })),
    }
  }

  it.each([-1, 1e300, Number.NaN, Number.POSITIVE_INFINITY])('are not %d, which makes no figure', (steps) => {
    expect(reportSchema.safeParse(withSteps(steps)).success).toBe(false)
  })

  it('may be as large as those of the strangest model: the report of a comparison stays valid', async () => {
    const base = reportSchema.parse(withSteps(1e100))
    expect(base.models[0]?.properties?.tensorSteps).toBe(1e100)
    const other = { 'models/a.tflite': modelFile('c8 d3 c32 c8 m') }
    const compared = await reportOnFiles(configWith({ latency: { maxIncrease: '5 %' } }), other, {
      baseline: reportAsBaseline(base, 'the base', null),
    })
    expect(reportSchema.safeParse(JSON.parse(toJson(compared))).error).toBeUndefined()
  })
})

test('the report of a comparison is valid', async () => {
  const compared = await comparedReport(configWith(), models, { 'models/a.tflite': modelFile('c8 d3 c32 c8 m') })
  expect(reportSchema.safeParse(JSON.parse(toJson(compared))).error).toBeUndefined()
})
