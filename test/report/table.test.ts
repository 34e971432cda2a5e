import { describe, expect, it } from 'vitest'
import { alignColumns, indent, printable, visibleLength, wrap } from '../../src/report/table.ts'

const red = '\u001B[31mred\u001B[39m'

describe('columns', () => {
  it('stand two spaces apart, and lines end where their text does', () => {
    expect(alignColumns([['a', 'bb', 'c'], ['aaa', 'b', '']])).toEqual(['a    bb  c', 'aaa  b'])
  })

  it('are aligned to the right where asked', () => {
    expect(alignColumns([['1', 'one'], ['1,000', 'thousand']], [0])).toEqual(['    1  one', '1,000  thousand'])
  })

  it('are as wide as what is seen, without colour codes', () => {
    expect(visibleLength(red)).toBe(3)
    expect(alignColumns([[red, 'x'], ['four', 'y']])).toEqual([`${red}   x`, 'four  y'])
  })

  it('may be missing at the end of a row', () => {
    expect(alignColumns([['a'], ['b', 'c']])).toEqual(['a', 'b  c'])
    expect(alignColumns([])).toEqual([])
    expect(alignColumns([[]])).toEqual([''])
  })

  it('are left out where no row has anything in them', () => {
    expect(alignColumns([['a', '', '1'], ['bb', '', '22']], [2])).toEqual(['a    1', 'bb  22'])
  })

  it('take as many rows as there are', () => {
    const rows = Array.from({ length: 300_000 }, () => ['operator', '1'])
    expect(alignColumns(rows)).toHaveLength(rows.length)
  })
})

describe('wrapping', () => {
  it('breaks at spaces and indents each line', () => {
    expect(wrap('one two three four', '  ', 10)).toEqual(['  one two', '  three', '  four'])
  })

  it('keeps a word that is longer than the line', () => {
    expect(wrap('a very-long-word b', '', 5)).toEqual(['a', 'very-long-word', 'b'])
  })

  it.each(['12.5 %', '3 ms', '4 MiB', '1 B', '2 mJ'])('keeps %s on one line', (figure) => {
    expect(wrap(`about ${figure}.`, '', 8)).toEqual(['about', `${figure}.`])
  })

  it('breaks before a word that only starts like a unit', () => {
    expect(wrap('of 3 boards', '', 5)).toEqual(['of 3', 'boards'])
  })

  it('leaves short and empty texts alone', () => {
    expect(wrap('short', '  ', 80)).toEqual(['  short'])
    expect(wrap('', '  ', 80)).toEqual(['  '])
    expect(indent(['a', 'b'])).toEqual(['  a', '  b'])
  })
})

describe('a printable text', () => {
  it.each([
    ['an escape sequence', '\u001B[2Jgone', '?[2Jgone'],
    ['line breaks', 'a\nb\rc\u2028d\u2029e\u0085f', 'a?b?c?d?e?f'],
    ['a C1 control character', '\u009B31m', '?31m'],
    ['signs that turn the direction', 'a\u202Eb\u2066c\u200Fd\u061Ce', 'a?b?c?d?e'],
    ['a zero byte and DEL', '\u0000\u007F', '??'],
  ])('has question marks for %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it('keeps letters of all languages', () => {
    expect(printable('modèle-模型-модель ✔')).toBe('modèle-模型-модель ✔')
  })
})
