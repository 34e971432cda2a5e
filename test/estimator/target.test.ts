import { describe, expect, it } from 'vitest'
import { parseArtifact } from '../../src/estimator/artifact.ts'
import type { Sourced } from '../../src/estimator/coefficients.ts'
import { estimatorOf, targetNames } from '../../src/estimator/target.ts'

describe('the shipped targets', () => {
  it('are the five that the documentation names', () => {
    expect(targetNames).toEqual([
      'coral-usb3-max',
      'coral-usb3-std',
      'coral-usb2-max',
      'coral-pcie-max',
      'coral-devboard-max',
    ])
  })

  it.each(targetNames)('%s: names itself, its link, clock and host', (name) => {
    const { target, link, clockMhz, host } = estimatorOf(name)
    expect(target).toBe(name)
    expect(link).not.toBe('')
    expect(host).not.toBe('')
    expect([250, 500]).toContain(clockMhz)
  })

  it.each(targetNames)('%s: has a source for every coefficient, none of them negative', (name) => {
    const { latency, power } = estimatorOf(name)
    const coefficients = [...Object.values(latency), power.idleW, power.activityW].filter(isSourced)
    expect(latency.combination.source.length).toBeGreaterThan(10)
    // What an operator takes beside its steps is only fitted on the Dev Board.
    expect(coefficients).toHaveLength(name === 'coral-devboard-max' ? 13 : 12)
    for (const { value, source } of coefficients) {
      expect(value).toBeGreaterThan(0)
      expect(source.length).toBeGreaterThan(10)
    }
  })

  it('an unknown one is refused with the list of those that exist', () => {
    expect(() => estimatorOf('coral-usb4')).toThrow(/there is no target "coral-usb4".*coral-usb3-max, coral-usb3-std/)
  })
})

describe('an artifact that was read as JSON', () => {
  it('is refused with the field that is wrong', () => {
    const artifact = { ...estimatorOf('coral-usb3-max'), clockMhz: 'fast' }
    expect(() => parseArtifact(artifact, 'mine.json')).toThrow(/^mine\.json: the target is not usable \(clockMhz: /)
  })

  it('is refused if it was made for other properties', () => {
    const artifact = { ...estimatorOf('coral-usb3-max'), propertiesVersion: 99 }
    expect(() => parseArtifact(artifact, 'mine.json')).toThrow(/propertiesVersion/)
  })
})

function isSourced(value: unknown): value is Sourced {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number'
}
