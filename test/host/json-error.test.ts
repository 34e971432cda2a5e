import fc from 'fast-check'
import { expect, test } from 'vitest'
import { positionOfJsonError } from '../../src/host/json-error.ts'

test.each([
  ['{"a": }', 6],
  ['{"a": 1,}', 8],
  ['{"a": 1\n// x\n}', 8],
  ['{"a": \'x\'}', 6],
  ['{a: 1}', 1],
  ['[1, ]', 4],
  ['[1}', 2],
  ['{"a" 1}', 5],
  ['{"a": tru}', 6],
  ['{"a": 1} x', 9],
  ['{"a": "x\ny"}', 6],
  ['{"a": 1', 7],
  ['[', 1],
  ['', 0],
  [']', 0],
])('%j stops being JSON at %d', (text, position) => {
  expect(positionOfJsonError(text)).toBe(position)
})

test('any JSON is read to its end', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(positionOfJsonError(text)).toBe(text.length)
    }),
  )
})

test('tells a position inside only of what is not JSON', () => {
  const part = fc.constantFrom(...'{}[],:"\\ \n', 'a', '1', '-', '"a"', 'null', 'e', '.5')
  const text = fc.array(part).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (content) => {
      expect(isJson(content) && positionOfJsonError(content) < content.length).toBe(false)
    }),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
