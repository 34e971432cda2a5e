import { describe, expect, it } from 'vitest'
import { targetNames } from '../../src/estimator/target.ts'
import { precious } from './captured.ts'

describe('the command targets', () => {
  it('lists every target with what it was checked on', async () => {
    const { code, out, err } = await precious(['targets'])
    const firstWords = out.split('\n\n').map((block) => block.split(' ')[0])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(firstWords).toEqual(targetNames)
    expect(out.match(/Checked range: /g)).toHaveLength(targetNames.length)
  })

  it('prints JSON with sorted keys', async () => {
    const { code, out } = await precious(['targets', '--json'])
    const parsed: unknown = JSON.parse(out)
    expect(code).toBe(0)
    expect(parsed).toMatchObject(targetNames.map((target) => ({ coverage: {}, estimator: { target } })))
    expect(out.indexOf('"coverage"')).toBeLessThan(out.indexOf('"estimator"'))
  })

  it('keeps to the width of the terminal', async () => {
    const { out } = await precious(['targets'], { isTTY: true, columns: 70 })
    const sentences = out.split('\n').filter((line) => line.startsWith('  '))
    expect(sentences.length).toBeGreaterThan(10)
    for (const line of sentences) expect(line.length).toBeLessThanOrEqual(70)
  })
})
