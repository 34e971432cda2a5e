import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePrintedSize } from '../../src/compiler-log/printed-size.ts'

describe('a printed size', () => {
  it.each([
    ['0.00B', 0, 1],
    ['17.00B', 17, 1],
    ['604.50KiB', 619_008, 10.24],
    ['3.45MiB', 3_617_587, 10_485.76],
    ['1.25GiB', 1_342_177_280, 10_737_418.24],
    ['0.4424MiB', 463_890, 104.8576],
    ['5MiB', 5_242_880, 1_048_576],
    ['101KB', 101_000, 1_000],
    ['7.67 MiB', 8_042_578, 10_485.76],
  ])('%s', (text, bytes, resolutionBytes) => {
    const size = parsePrintedSize(text)
    expect(size?.bytes).toBe(bytes)
    expect(size?.resolutionBytes).toBeCloseTo(resolutionBytes, 6)
  })

  it.each(['', 'MiB', '1.5', '1,5MiB', '-1B', '1e3B', '1.MiB', '1.5mib', '1.5iB', '1.5MiB used', 'NaNB'])(
    'is not %j',
    (text) => {
      expect(parsePrintedSize(text)).toBeUndefined()
    },
  )

  it('is within half its resolution of what was printed', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 30), fc.constantFrom('B', 'KiB', 'MiB'), (bytes, unit) => {
        const divisor = { B: 1, KiB: 1_024, MiB: 1_048_576 }[unit]
        const size = parsePrintedSize(`${(bytes / divisor).toFixed(2)}${unit}`)
        const { bytes: read = Number.NaN, resolutionBytes = 0 } = size ?? {}
        expect(Math.abs(read - bytes)).toBeLessThanOrEqual(resolutionBytes / 2 + 0.5)
      }),
    )
  })
})
