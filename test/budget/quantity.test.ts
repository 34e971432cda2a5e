import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Dimension, exampleOf, parseQuantity, patternOf, unitsOf } from '../../src/budget/quantity.ts'
import { PreciousError } from '../../src/errors.ts'

const dimensions: readonly Dimension[] = ['time', 'throughput', 'power', 'energy', 'bytes', 'count', 'percentage']

describe('reads quantities', () => {
  test.each<[string, Dimension, number]>([
    ['5ms', 'time', 5],
    ['12 ms', 'time', 12],
    ['250us', 'time', 0.25],
    ['1.1 s', 'time', 1100],
    [' 3  s ', 'time', 3000],
    ['30 fps', 'throughput', 30],
    ['2 W', 'power', 2],
    ['900 mW', 'power', 0.9],
    ['2.5 mJ', 'energy', 2.5],
    ['700 uJ', 'energy', 0.7],
    ['1 J', 'energy', 1000],
    ['1 mWh', 'energy', 3600],
    ['0 B', 'bytes', 0],
    ['8MiB', 'bytes', 8_388_608],
    ['6.5 MiB', 'bytes', 6_815_744],
    ['8 MB', 'bytes', 8_000_000],
    ['1 KB', 'bytes', 1000],
    ['1 KiB', 'bytes', 1024],
    ['1 GB', 'bytes', 1e9],
    ['1 GiB', 'bytes', 1_073_741_824],
    ['3', 'count', 3],
    ['5 %', 'percentage', 0.05],
    ['2.5%', 'percentage', 0.025],
  ])('%j as %s is %d', (text, dimension, expected) => {
    expect(parseQuantity(text, dimension)).toBe(expected)
  })

  test('a plain number is a count', () => {
    expect(parseQuantity(0, 'count')).toBe(0)
  })
})

describe('refuses what is not a quantity, and says what to write', () => {
  test.each<[string | number, Dimension, string]>([
    ['5', 'time', '"5" has no unit. Add one of the units us, ms, s.'],
    [5, 'time', '"5" has no unit. Add one of the units us, ms, s.'],
    [0, 'bytes', '"0" has no unit. Add one of the units B, KB, KiB, MB, MiB, GB, GiB.'],
    ['30', 'throughput', '"30" has no unit. Write "30 fps".'],
    ['12 mJ', 'time', '"12 mJ" is an energy, but a time is needed. Use one of the units us, ms, s.'],
    ['12 MS', 'time', '"12 MS" has the unknown unit "MS". Write "12 ms".'],
    ['12 µs', 'time', '"12 µs" has the unknown unit "µs". Write "12 us".'],
    ['8 kB', 'bytes', '"8 kB" has the unknown unit "kB". Write "8 KB".'],
    ['8 TB', 'bytes', '"8 TB" has the unknown unit "TB". Use one of the units B, KB, KiB, MB, MiB, GB, GiB.'],
    ['5 constructor', 'time', '"5 constructor" has the unknown unit "constructor". Use one of the units us, ms, s.'],
    ['1 MW', 'power', '"1 MW" has the unknown unit "MW". Write "1 mW".'],
    ['-5 ms', 'time', '"-5 ms" is negative. Write a limit of 0 or more.'],
    ['-0 ms', 'time', '"-0 ms" is negative. Write a limit of 0 or more.'],
    [-1, 'count', '"-1" is negative. Write a limit of 0 or more.'],
    [Number.NaN, 'count', 'NaN is not a count. Write "3".'],
    [Infinity, 'time', 'Infinity is not a time. Write "12 ms".'],
    ['fast', 'time', '"fast" does not start with a number. Write a time such as "12 ms".'],
    ['', 'power', 'the text is empty. Write a power such as "2 W".'],
    ['1e3ms', 'time', '"1e3ms" is written with an exponent. Write the number out.'],
    [
      '2,5 mJ', 'energy',
      '"2,5 mJ" has separators between its digits. Write the digits together, with a point before the decimals.',
    ],
    [
      '1 000 B', 'bytes',
      '"1 000 B" has separators between its digits. Write the digits together, with a point before the decimals.',
    ],
    ['100000 s', 'time', '"100000 s" is too large to be a limit for one inference. Check the number and its unit.'],
    [
      `${'9'.repeat(400)} B`, 'bytes',
      `"${'9'.repeat(37)}..." is too large to be a limit for one inference. Check the number and its unit.`,
    ],
    ['2.5', 'count', '"2.5" is not a whole number. Write a count such as 3.'],
    ['3 operators', 'count', '"3 operators" has a unit, but a count has none. Write 3.'],
    ['0 fps', 'throughput', '"0 fps" limits nothing. Write a throughput above 0, or remove the budget.'],
  ])('%j as %s', (value, dimension, message) => {
    expect(() => parseQuantity(value, dimension)).toThrow(
      expect.objectContaining({ name: 'PreciousError', code: 'quantity/invalid', message }),
    )
  })
})

function resultOf(action: () => number): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

describe('for any number and unit', () => {
  const dimensionAndUnit = fc
    .constantFrom(...dimensions.filter((dimension) => dimension !== 'count'))
    .chain((dimension) => fc.constantFrom(...unitsOf(dimension)).map((unit) => ({ dimension, unit })))
  const number = fc.integer({ min: 1, max: 9999 }).map((thousandths) => thousandths / 1000)

  test('a larger number of the same unit is a larger quantity', () => {
    fc.assert(
      fc.property(dimensionAndUnit, number, number, ({ dimension, unit }, a, b) => {
        fc.pre(a < b)
        expect(parseQuantity(`${a} ${unit}`, dimension)).toBeLessThan(parseQuantity(`${b} ${unit}`, dimension))
      }),
    )
  })

  test('the space before the unit does not matter, and the editor pattern agrees', () => {
    fc.assert(
      fc.property(dimensionAndUnit, number, fc.constantFrom('', ' ', '  '), ({ dimension, unit }, value, space) => {
        const text = `${value}${space}${unit}`
        expect(parseQuantity(text, dimension)).toBe(parseQuantity(`${value} ${unit}`, dimension))
        expect(text).toMatch(new RegExp(patternOf(dimension)))
      }),
    )
  })

  test('a thousand small units are one large unit, exactly', () => {
    fc.assert(
      fc.property(number, (value) => {
        const thousandfold = Math.round(value * 1000)
        expect(parseQuantity(`${thousandfold} us`, 'time')).toBe(parseQuantity(`${value} ms`, 'time'))
        expect(parseQuantity(`${thousandfold} mW`, 'power')).toBe(parseQuantity(`${value} W`, 'power'))
        expect(parseQuantity(`${thousandfold} mJ`, 'energy')).toBe(parseQuantity(`${value} J`, 'energy'))
        expect(parseQuantity(`${thousandfold} B`, 'bytes')).toBe(parseQuantity(`${value} KB`, 'bytes'))
      }),
    )
  })

  test('any text gives a finite number from 0 on, or a PreciousError', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...dimensions), (text, dimension) => {
        const result = resultOf(() => parseQuantity(text, dimension))
        const isQuantity = typeof result === 'number' && result >= 0 && new RegExp(patternOf(dimension)).test(text)
        expect(isQuantity || result instanceof PreciousError).toBe(true)
      }),
    )
  })
})

test.each(dimensions)('the example of %s is valid', (dimension) => {
  expect(parseQuantity(exampleOf(dimension), dimension)).toBeGreaterThan(0)
})
