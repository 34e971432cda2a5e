import { describe, expect, it } from 'vitest'
import { broadcastShape, imageOf, transposedLength, windowedLength } from '../../src/generator/shapes.ts'

describe('the output of a window', () => {
  it.each([
    ['same', 7, 3, 1, 1, 7],
    ['same', 7, 3, 2, 1, 4],
    ['same', 224, 3, 2, 1, 112],
    ['valid', 7, 3, 1, 1, 5],
    ['valid', 7, 3, 2, 1, 3],
    ['valid', 8, 3, 2, 1, 3],
    ['valid', 7, 3, 1, 2, 3],
    ['valid', 7, 7, 1, 1, 1],
  ] as const)('with padding %s on %i elements, window %i, stride %i, dilation %i is %i long', (...given) => {
    const [padding, input, window, stride, dilation, output] = given
    expect(windowedLength(padding, input, window, stride, dilation)).toBe(output)
  })

  it('does not exist for a valid window that is longer than the input', () => {
    expect(() => windowedLength('valid', 4, 3, 1, 2)).toThrow(RangeError)
  })
})

describe('the output of a window that works backwards', () => {
  it.each([
    ['same', 4, 3, 2, 8],
    ['same', 5, 2, 1, 5],
    ['valid', 4, 3, 2, 9],
    ['valid', 4, 2, 3, 12],
  ] as const)('with padding %s on %i elements, window %i, stride %i is %i long', (...given) => {
    const [padding, input, window, stride, output] = given
    expect(transposedLength(padding, input, window, stride)).toBe(output)
  })
})

describe('shapes', () => {
  it('broadcast where a length is one or missing', () => {
    expect(broadcastShape([1, 8, 8, 4], [4])).toEqual([1, 8, 8, 4])
    expect(broadcastShape([1, 1, 4], [2, 3, 1])).toEqual([2, 3, 4])
  })

  it('do not broadcast otherwise', () => {
    expect(() => broadcastShape([2, 3], [2, 4])).toThrow('[2, 3] and [2, 4]')
  })

  it('of images have four dimensions', () => {
    expect(imageOf([1, 2, 3, 4])).toEqual({ batch: 1, height: 2, width: 3, channels: 4 })
    expect(() => imageOf([1, 10])).toThrow('[1, 10]')
  })
})
