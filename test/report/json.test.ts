import { describe, expect, it } from 'vitest'
import { sortKeys, toJson } from '../../src/report/json.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import { compiled, customOperators, resizing, separable } from './round-networks.ts'
import { reportOn } from './round-reports.ts'

function everyKindOfModel(): string {
  return toJson(
    reportOn({
      models: {
        'a.tflite': separable(),
        'b.tflite': resizing(1),
        'c.tflite': compiled(),
        'd.tflite': customOperators('x'),
      },
      budgets: { latency: { max: '4 ms', maxIncrease: '5 %' }, throughput: '1 fps', cpuOperators: 0, memory: '8 MiB' },
      policy: { uncertain: 'measure' },
      unreadable: [{ path: 'e.tflite', code: 'model/empty', what: 'the file is empty', hint: 'Write it again' }],
    }),
  )
}

describe('a report as JSON', () => {
  it('is valid against the schema, which allows no other keys', () => {
    const report: unknown = JSON.parse(everyKindOfModel())
    expect(reportSchema.safeParse(report).error).toBeUndefined()
    expect(reportSchema.safeParse({ ...Object(report), date: 'today' }).success).toBe(false)
  })

  it('has sorted keys at every level', () => {
    const text = everyKindOfModel()
    const report: unknown = JSON.parse(text)
    expect(text).toBe(`${JSON.stringify(report, sortKeys, 2)}\n`)
    expect(text.indexOf('"counts"')).toBeLessThan(text.indexOf('"estimators"'))
  })

  it('is the same to the byte for the same input', () => {
    expect(everyKindOfModel()).toBe(everyKindOfModel())
  })

  it('has no number that JSON cannot hold', () => {
    expect(everyKindOfModel()).not.toMatch(/"(?:value|low|high)": null/)
  })
})

describe('sorted keys', () => {
  it('leave lists in their order', () => {
    expect(JSON.stringify({ b: [3, 1, { z: 1, a: null }], a: 0 }, sortKeys)).toBe('{"a":0,"b":[3,1,{"a":null,"z":1}]}')
  })
})
