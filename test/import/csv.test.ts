import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvRow, parseCsv, separators } from '../../src/import/csv.ts'

function cellsOf(text: string): unknown[] {
  const { header, rows } = parseCsv(text)
  return [header, ...rows.map((row) => row.problem ?? row.cells)]
}

describe('a table', () => {
  it.each<[string, string, unknown[]]>([
    ['commas', 'a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
    ['semicolons', 'a;b,c;d\n1;2,5;3', [['a', 'b,c', 'd'], ['1', '2,5', '3']]],
    ['tabs', 'a\tb c\n1\t\n', [['a', 'b c'], ['1', '']]],
    ['Windows\' line ends and byte order mark', '\uFEFFa,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
    ['quotes', '"a,1","b""c"\n"x\r\ny", "z" \n', [['a,1', 'b"c'], ['x\r\ny', 'z']]],
    ['quotes inside cells', 'a,b\n5" disk,""\n', [['a', 'b'], ['5" disk', '']]],
    ['spaces around cells', ' a , b\n 1 , 2 3 \n', [['a', 'b'], ['1', '2 3']]],
    ['separators in a quoted header', '"a,b,c";d\n1;2', [['a,b,c', 'd'], ['1', '2']]],
    ['empty lines', '\na,b\n\n1,2\n  \n', [['a', 'b'], ['1', '2']]],
    ['empty cells at the end of rows', 'a,b\n1,2,,\n', [['a', 'b'], ['1', '2']]],
    ['one column', 'a\n1\n', [['a'], ['1']]],
    ['nothing', '', [[]]],
  ])('may have %s', (_, text, cells) => {
    expect(cellsOf(text)).toEqual(cells)
  })

  it.each<[string, string, unknown]>([
    ['too few cells', '1', 'the row has 1 of 2 cells'],
    ['too many cells', '1,2,3', 'the row has 3 cells for 2 columns'],
    ['a quote that is not closed', '"1,2', 'a quote is not closed'],
    ['text after a quote', '"1" x,2', 'text follows a closing quote'],
  ])('goes on after a row with %s', (_, row, problem) => {
    expect(cellsOf(`a,b\n${row}\n3,4\n`)).toEqual([['a', 'b'], problem, ['3', '4']])
  })

  it('loses only the line of a quote that is closed much later or by another slip', () => {
    const { rows } = parseCsv(`a,b\n"1,2\n${'3,4\n'.repeat(50_000)}"5",6\n`)
    expect(rows.filter((row) => row.problem !== undefined)).toEqual([{ line: 2, problem: 'a quote is not closed' }])
    expect(rows).toHaveLength(50_002)
  })

  it('counts the lines of the file, also those in quotes', () => {
    const lines = parseCsv('\na,b\n"1\n2",3\n\n4,5').rows.map(({ line }) => line)
    expect(lines).toEqual([3, 6])
  })

  it('is read as it was written, whatever its cells hold', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab1 ,;\t"\n\r') })
    const size = { minLength: 2, maxLength: 2 }
    const table = fc.array(fc.array(cell, size), { minLength: 1 })
    fc.assert(
      fc.property(table, fc.constantFrom(...separators), (records, separator) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
        const lines = records.map((cells) => cells.map(quoted).join(separator))
        const { header, rows } = parseCsv(lines.join('\r\n'), separator)
        expect([header, ...rows.map((row: CsvRow) => row.problem ?? row.cells)]).toEqual(records)
      }),
    )
  })

  it('is read in some way, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a,;"\n\r\t ') }), (text) => {
        const { header, rows } = parseCsv(text)
        expect(rows.every((row) => row.problem !== undefined || row.cells.length === header.length)).toBe(true)
      }),
    )
  })
})
