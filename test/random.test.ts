import { describe, expect, it } from 'vitest'
import { Random } from '../src/random.ts'

describe('random numbers', () => {
  it('are the same for the same seed, on any machine', () => {
    const random = new Random(1)
    expect([random.uint32(), random.uint32(), random.uint32()]).toMatchInlineSnapshot(`
      [
        1258022633,
        551534781,
        3807328297,
      ]
    `)
  })

  it('give bytes that are their words, and go on after them', () => {
    const [words, bytes] = [new Random(2), new Random(2)]
    const drawn = bytes.bytes(10)
    const expected = Uint32Array.from({ length: 3 }, () => words.uint32())
    expect([...drawn]).toEqual([...new Uint8Array(expected.buffer, 0, 10)])
    expect(bytes.uint32()).toBe(words.uint32())
  })

  it('differ between seeds, however near or far', () => {
    const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 33, -(2 ** 40), Number.MAX_SAFE_INTEGER]
    expect(new Set(seeds.map((seed) => new Random(seed).uint32())).size).toBe(seeds.length)
  })

  it('fill every sixteenth of the range alike', () => {
    const random = new Random(3)
    const counts = Array.from({ length: 16 }, () => 0)
    for (let draw = 0; draw < 160_000; draw++) {
      const slot = random.integer(0, 15)
      counts[slot] = (counts[slot] ?? 0) + 1
    }
    // Five standard deviations of a binomial count with mean 10,000.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(10_000 * (15 / 16)))
  })

  it('put numbers in an order that has each once, and any of them first', () => {
    const random = new Random(4)
    const orders = Array.from({ length: 200 }, () => random.order(5))
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    expect(new Set(orders.map(([first]) => first)).size).toBe(5)
    expect([random.order(0), random.order(1)]).toEqual([[], [0]])
  })

  it('stay within the bounds asked for and reach both', () => {
    const random = new Random(4)
    const drawn = new Set(Array.from({ length: 1000 }, () => random.integer(-2, 2)))
    expect([...drawn].sort((left, right) => left - right)).toEqual([-2, -1, 0, 1, 2])
  })

  it('pick one of the values', () => {
    const random = new Random(5)
    const picked = new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))
    expect([...picked].sort()).toEqual(['a', 'b', 'c'])
  })
})
