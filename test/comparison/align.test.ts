import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { align, type Aligned } from '../../src/comparison/align.ts'

/** Letters that are alike whatever their case, and most alike where they are equal. */
function likeness(base: string, head: string): number {
  if (base === head) return 2
  return base.toLowerCase() === head.toLowerCase() ? 1 : 0
}

function isEqual(base: string, head: string): boolean {
  return base === head
}

function alignLetters(base: string, head: string): Aligned<string>[] {
  return align([...base], [...head], isEqual, likeness)
}

/** Pairs as `ab`, items of one side alone as `a-` and `-b`. */
function shown(aligned: readonly Aligned<unknown>[]): string {
  return aligned.map(({ base, head }) => `${String(base ?? '-')}${String(head ?? '-')}`).join(' ')
}

describe('two sequences side by side', () => {
  test.each([
    ['identical', 'abc', 'abc', 'aa bb cc'],
    ['empty', '', '', ''],
    ['empty before', '', 'ab', '-a -b'],
    ['empty now', 'ab', '', 'a- b-'],
    ['inserted in the middle', 'abc', 'axbc', 'aa -x bb cc'],
    ['inserted at the start', 'abc', 'xabc', '-x aa bb cc'],
    ['inserted at the end', 'abc', 'abcx', 'aa bb cc -x'],
    ['one more of its kind', 'aaa', 'aaaa', 'aa aa aa -a'],
    ['removed', 'abcd', 'acd', 'aa b- cc dd'],
    ['changed', 'abc', 'aBc', 'aa bB cc'],
    ['changed at both ends', 'abc', 'AbC', 'aA bb cC'],
    ['changed beside an insertion', 'abc', 'axBc', 'aa -x bB cc'],
    ['replaced', 'abc', 'axc', 'aa b- -x cc'],
    ['swapped: the first of both that fits keeps its place', 'abcd', 'acbd', 'aa b- cc -b dd'],
    ['nothing in common', 'ab', 'xy', 'a- b- -x -y'],
  ])('%s: %s and %s', (_, base, head, expected) => {
    expect(shown(alignLetters(base, head))).toBe(expected)
  })

  it('prefer the greatest likeness of all pairs to the first that comes', () => {
    // The first b might go with B, but then the second has no b.
    expect(shown(alignLetters('xbby', 'uBbv'))).toBe('x- -u bB bb y- -v')
  })

  const letters = fc.array(fc.constantFrom(...'aAbBcCdD'), { maxLength: 12 })

  it('hold each item of both once, in its order', () => {
    fc.assert(
      fc.property(letters, letters, (base, head) => {
        const aligned = align(base, head, isEqual, likeness)
        expect(aligned.flatMap((pair) => pair.base ?? [])).toEqual(base)
        expect(aligned.flatMap((pair) => pair.head ?? [])).toEqual(head)
      }),
    )
  })

  it('pair nothing that is not alike', () => {
    fc.assert(
      fc.property(letters, letters, (base, head) => {
        for (const pair of align(base, head, isEqual, likeness)) {
          const isPair = pair.base !== undefined && pair.head !== undefined
          expect(!isPair || likeness(pair.base, pair.head) > 0).toBe(true)
        }
      }),
    )
  })

  it('have as much likeness as any way to pair them', () => {
    fc.assert(
      fc.property(letters, letters, (base, head) => {
        const likenesses = align(base, head, isEqual, likeness).map((pair) =>
          pair.base === undefined || pair.head === undefined ? 0 : likeness(pair.base, pair.head),
        )
        expect(likenesses.reduce((sum, one) => sum + one, 0)).toBe(greatestLikeness(base, head))
      }),
    )
  })
})

/** By trying every way. */
function greatestLikeness(base: readonly string[], head: readonly string[]): number {
  const [item, ...items] = base
  const [other, ...others] = head
  if (item === undefined || other === undefined) return 0
  const like = likeness(item, other)
  const paired = like > 0 ? like + greatestLikeness(items, others) : 0
  if (like === 2) return paired
  return Math.max(paired, greatestLikeness(items, head), greatestLikeness(base, others))
}

interface Work {
  comparisons: number
}

/** Numbers that are equal or not alike at all; what is asked is counted. */
function alignNumbers(base: readonly number[], head: readonly number[], work: Work): Aligned<number>[] {
  const ask = (a: number, b: number): boolean => {
    work.comparisons++
    return a === b
  }
  return align(base, head, ask, (a, b) => (ask(a, b) ? 1 : 0))
}

function counting(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}

const many = 100_000

describe('long sequences', () => {
  test.each([
    ['identical', counting(0, many), counting(0, many), 0],
    ['one inserted', counting(0, many), [...counting(0, many / 2), -1, ...counting(many / 2, many / 2)], 1],
    ['all of one kind, one more', Array<number>(many).fill(7), Array<number>(many + 1).fill(7), 1],
    ['one changed', counting(0, many), counting(0, many).with(500, -1), 2],
  ])('%s: a comparison or two for each item', (_, base, head, alone) => {
    const work = { comparisons: 0 }
    const aligned = alignNumbers(base, head, work)
    expect(aligned.filter((pair) => pair.base === undefined || pair.head === undefined)).toHaveLength(alone)
    expect(work.comparisons).toBeLessThan(2 * many + 100)
  })

  test.each([
    ['nothing in common', counting(0, many), counting(many, many)],
    ['one of a kind against all of another', Array<number>(many).fill(1), Array<number>(many).fill(2)],
    ['turned around', counting(0, many), counting(0, many).toReversed()],
    ['two kinds in turn, out of step', counting(0, many).map((n) => n % 2), counting(3, many).map((n) => (n % 3) - 1)],
    ['long against short', counting(0, many), [-1, 5, -2]],
    ['short against long', [-1, 5, -2], counting(0, many)],
    ['so many that a column for each is too much', counting(0, 3_000_000), [-1, -2]],
  ])('%s: bounded work, and each item once', (_, base, head) => {
    const work = { comparisons: 0 }
    const aligned = alignNumbers(base, head, work)
    expect(aligned.filter((pair) => pair.base !== undefined)).toHaveLength(base.length)
    expect(aligned.filter((pair) => pair.head !== undefined)).toHaveLength(head.length)
    expect(work.comparisons).toBeLessThan(12_000_000)
  })

  it('that differ too much to look at every pair are paired as far as they are equal and near', () => {
    const base = [-1, ...counting(0, 3_000), -2]
    const head = [-3, -4, ...counting(0, 3_000), -5]
    const aligned = alignNumbers(base, head, { comparisons: 0 })
    expect(aligned.filter((pair) => pair.base !== undefined && pair.base === pair.head)).toHaveLength(3_000)
  })

  describe('that differ too much to look at every pair', () => {
    /** Numbers are equal, or alike where both are even or both odd. */
    function alignByParity(base: readonly number[], head: readonly number[]): Aligned<number>[] {
      return align(base, head, (a, b) => a === b, (a, b) => (a === b ? 2 : Number((a - b) % 2 === 0)))
    }

    function alone(aligned: readonly Aligned<number>[]): readonly number[] {
      const single = aligned.filter((pair) => pair.base === undefined || pair.head === undefined)
      return single.flatMap((pair) => pair.base ?? pair.head ?? [])
    }

    const base = counting(0, 3_000)

    it('are paired one by one where all of them changed', () => {
      expect(alone(alignByParity(base, counting(10_000, 3_000)))).toEqual([])
    })

    it('shift nothing behind items that are gone or new', () => {
      // The first and the last differ, so that neither end can be paired beforehand.
      const head = [-2, ...base.slice(1, 500), ...base.slice(510, 2_000), -7, -9, ...base.slice(2_000, -1), -5]
      const aligned = alignByParity(base, head)
      expect(alone(aligned)).toEqual([...base.slice(500, 510), -7, -9])
      expect(aligned.filter((pair) => pair.base !== undefined && pair.base === pair.head)).toHaveLength(2_988)
    })
  })
})
