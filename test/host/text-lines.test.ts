import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines } from '../../src/host/text-lines.ts'
import type { TextLine } from '../../src/measurement/dataset.ts'
import { folderWith, thrownBy } from './temporary.ts'

async function read(content: string | Uint8Array, longestLine = 300_000): Promise<TextLine[]> {
  const folder = folderWith()
  writeFileSync(join(folder, 'lines'), content)
  const lines = []
  for await (const line of linesOf(join(folder, 'lines'), longestLine)) lines.push(line)
  return lines
}

function linesOf(path: string, longestLine = 100): AsyncGenerator<TextLine> {
  return readLines(path, { shown: 'lines', what: 'dataset', code: 'dataset/unreadable', longestLine })
}

describe('lines of a file', () => {
  it('end with a newline or the file, and begin after a byte order mark', async () => {
    const texts = async (content: string): Promise<unknown[]> => {
      const lines = await read(content)
      return lines.map((line) => Object.values(line))
    }
    expect(await texts('\uFEFFa\r\n\r\nb\uFEFF\nc')).toEqual([[1, 'a'], [2, ''], [3, 'b\uFEFF'], [4, 'c']])
    expect(await texts('a\n')).toEqual([[1, 'a']])
    expect(await texts('')).toEqual([])
  })

  it('are the same however long the file is', async () => {
    const line = fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replaceAll(/[\r\n\uFEFF]/g, 'x'))
    const lines = fc.array(fc.tuple(line, fc.constantFrom(1, 1_000)).map(([text, times]) => text.repeat(times)))
    await fc.assert(
      fc.asyncProperty(lines, async (texts) => {
        const found = await read(texts.map((text) => `${text}\n`).join(''), 1_000_000)
        expect(found).toEqual(texts.map((text, index) => ({ line: index + 1, text })))
      }),
      { numRuns: 50 },
    )
  })

  it('are problems where they are no text, and the others are read', async () => {
    const lines = await read(Buffer.concat([Buffer.from('ä\n'), Buffer.from([0xe4]), Buffer.from('\n\nb')]))
    const problem = 'the line is not UTF-8 text'
    const texts = [{ line: 3, text: '' }, { line: 4, text: 'b' }]
    expect(lines).toEqual([{ line: 1, text: 'ä' }, { line: 2, problem }, ...texts])
  })

  it.each([101, 300_000, 2_000_000])('are problems where they have %d bytes of at most 100', async (length) => {
    const long = 'x'.repeat(length)
    const problem = 'the line has more than 100 bytes'
    const first = [{ line: 1, text: 'a' }, { line: 2, problem }]
    expect(await read(`a\n${long}\nb`, 100)).toEqual([...first, { line: 3, text: 'b' }])
    expect(await read(`a\n${long}`, 100)).toEqual(first)
  })

  it('are counted in bytes, not in characters', async () => {
    expect(await read('ä'.repeat(50), 100)).toEqual([{ line: 1, text: 'ä'.repeat(50) }])
    expect(await read('ä'.repeat(51), 100)).toEqual([{ line: 1, problem: 'the line has more than 100 bytes' }])
  })

  it.each([
    ['a file that is missing', 'other', 'lines: there is no such file. Check the path.'],
    ['a folder', '', 'lines: this is a folder, not a dataset. Name a file.'],
  ])('cannot be read of %s', async (_, name, message) => {
    const error = await thrownBy(() => linesOf(join(folderWith({ lines: '' }), name)).next())
    expect(error).toMatchObject({ code: 'dataset/unreadable', message })
  })
})
