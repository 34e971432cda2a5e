import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatMs,
  formatNumber,
  formatQuantity,
  formatShare,
  plural,
} from '../../src/report/format.ts'

describe('a number', () => {
  it.each([
    [0, '0'],
    [0.001234, '0.00123'],
    [0.000000649, '0.000000649'],
    [1, '1'],
    [1.006, '1.01'],
    [12.34, '12.3'],
    [999.4, '999'],
    [999.5, '1,000'],
    [1_234_567, '1,230,000'],
    [1e21, '1,000,000,000,000,000,000,000'],
  ])('%d has three digits and no exponent: %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })
})

describe('a count', () => {
  it.each([[0, '0'], [999, '999'], [1_234_567, '1,234,567'], [2 ** 53, '9,007,199,254,740,992']])(
    '%d is written in full: %s',
    (value, text) => {
      expect(formatCount(value)).toBe(text)
    },
  )

  it.each([[0, '0 operators'], [1, '1 operator'], [2_000, '2,000 operators']])('of %d: %s', (count, text) => {
    expect(plural(count, 'operator')).toBe(text)
  })
})

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1,023 B'],
    [1_024, '1 KiB'],
    [1_536, '1.5 KiB'],
    [1_024 ** 2, '1 MiB'],
    [8_388_608.4, '8 MiB'],
    [2 * 1_024 ** 3, '2 GiB'],
    [5_000 * 1_024 ** 3, '5,000 GiB'],
  ])('%d: %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('a time', () => {
  it.each([
    [0, '0 ms'],
    [0.00000286, '2.86 ns'],
    [0.0183, '18.3 us'],
    [0.0999, '99.9 us'],
    [0.1, '0.1 ms'],
    [2.3245, '2.32 ms'],
    [86_400_000, '86,400,000 ms'],
  ])('of %d ms: %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text)
  })
})

describe('a share', () => {
  it.each([[0, '0 %'], [0.0694, '6.94 %'], [1, '100 %'], [95, '9,500 %']])('of %d: %s', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })
})

describe('a quantity', () => {
  it.each([
    ['latency', 1.5, '1.5 ms'],
    ['throughput', 1_529.6, '1,530 fps'],
    ['power', 0.9124, '0.912 W'],
    ['energy', 3.372, '3.37 mJ'],
    ['energy', 0.05, '50 uJ'],
    ['energy', 0.0000023, '2.3 nJ'],
    ['memory', 7_340_032, '7 MiB'],
    ['cached', 0, '0 B'],
    ['streamed', 100, '100 B'],
    ['activations', 98_304, '96 KiB'],
    ['cpuOperators', 1_234, '1,234'],
  ] as const)('%s of %d: %s', (key, value, text) => {
    expect(formatQuantity(key, value)).toBe(text)
  })
})

describe('an interval', () => {
  it.each([
    ['latency', 0.469, 1.134, '0.469 to 1.13 ms'],
    ['latency', 0.05, 0.2, '50 us to 0.2 ms'],
    ['memory', 500, 2_048, '500 B to 2 KiB'],
    ['throughput', 760, 2_280, '760 to 2,280 fps'],
    ['cpuOperators', 1, 3, '1 to 3'],
  ] as const)('of %s names a common unit once: %d and %d', (key, low, high, text) => {
    expect(formatInterval(key, low, high)).toBe(text)
  })

  it.each([['latency', 2, 2], ['power', 1.0001, 1.0002]] as const)(
    'of %s says nothing where both ends read alike: %d and %d',
    (key, low, high) => {
      expect(formatInterval(key, low, high)).toBe('')
    },
  )
})
