import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNewer, parseTag, tagged, tagOf, untagged } from '../../src/action/comment-tag.ts'

const runNumber = fc.integer({ min: 0, max: 999_999_999_999_999 })
/** Any string of JavaScript, halves of characters included. */
const anyText = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.stringMatching(/^[-<>! %\w]*$/),
)
const anyTag = fc.record({ key: anyText, runId: runNumber, runAttempt: runNumber })
const tag = { key: 'ci', runId: 12_345_678_901, runAttempt: 2 }

describe('a tag', () => {
  it('is read as it was written, for any key', () => {
    fc.assert(
      fc.property(anyTag, (any) => {
        expect(parseTag(tagOf(any))).toEqual(any)
      }),
    )
  })

  it('is one line that a key cannot end', () => {
    fc.assert(
      fc.property(anyTag, (any) => {
        expect(tagOf(any)).toMatch(/^<!-- [^<>\n-]*unplugin-precious [^<>\n-]* -->$/)
      }),
    )
  })

  it('keeps keys readable that need no encoding', () => {
    expect(tagOf(tag)).toBe('<!-- unplugin-precious key=ci run=12345678901 attempt=2 -->')
  })

  it.each([Number.NaN, -1, 1.5, 1e15, Infinity])('is not made for run %d', (runId) => {
    expect(() => tagOf({ ...tag, runId })).toThrow(RangeError)
  })
})

describe('the tag of a body', () => {
  it('is the one at the end, whatever the body holds', () => {
    fc.assert(
      fc.property(anyText, anyTag, (body, any) => {
        expect(parseTag(tagged(body, any))).toEqual(any)
      }),
    )
  })

  it('is not confused by a text that looks like one', () => {
    const imitation = tagOf({ key: 'ci', runId: 999_999_999_999_999, runAttempt: 1 })
    expect(parseTag(tagged(`model ${imitation}.tflite`, tag))).toEqual(tag)
    expect(parseTag(tagged('<!-- unplugin-precious key=ci run=1', tag))).toEqual(tag)
    expect(parseTag(`model ${imitation}.tflite`)).toBeUndefined()
    expect(parseTag(`${imitation}\n<!-- of something else -->`)).toBeUndefined()
  })

  it('may be followed by white space', () => {
    expect(parseTag(`${tagged('body', tag)}\r\n \t\n`)).toEqual(tag)
  })

  it.each([
    ['nothing', ''],
    ['no tag', 'body'],
    ['an open comment', '<!-- unplugin-precious key=ci run=1 attempt=1'],
    ['another product', '<!-- precious key=ci run=1 attempt=1 -->'],
    ['no attempt', '<!-- unplugin-precious key=ci run=1 -->'],
    ['a run that is not exact', '<!-- unplugin-precious key=ci run=9999999999999999 attempt=1 -->'],
    ['a negative run', '<!-- unplugin-precious key=ci run=-1 attempt=1 -->'],
    ['a key that is not encoded', '<!-- unplugin-precious key=a-b run=1 attempt=1 -->'],
    ['a broken encoding', '<!-- unplugin-precious key=%zz run=1 attempt=1 -->'],
    ['two tags in one', '<!-- unplugin-precious key=a run=1 attempt=1 --> -->'],
  ])('is none where there is %s', (_, body) => {
    expect(parseTag(body)).toBeUndefined()
  })

  it('is looked for once, also in a long hostile text', () => {
    const long = `${tagOf(tag)} `.repeat(20_000)
    expect(parseTag(`${long}${' '.repeat(100_000)}.`)).toBeUndefined()
  })
})

describe('an untagged body', () => {
  it('is what was tagged, apart from white space at its end', () => {
    fc.assert(
      fc.property(anyText, anyTag, (body, any) => {
        expect(untagged(tagged(body, any))).toBe(body.trimEnd())
      }),
    )
  })
})

describe('a run is newer', () => {
  it('by its id, and of the same id by its attempt', () => {
    const run = { runId: 10, runAttempt: 2 }
    expect(isNewer({ runId: 11, runAttempt: 1 }, run)).toBe(true)
    expect(isNewer({ runId: 10, runAttempt: 3 }, run)).toBe(true)
    expect(isNewer(run, run)).toBe(false)
    expect(isNewer({ runId: 9, runAttempt: 5 }, run)).toBe(false)
  })
})
