import { describe, expect, it } from 'vitest'
import { ssdAnchors } from '../../../src/generator/architectures/ssd-anchors.ts'

const grids = [19, 10, 5, 3, 2, 1].map((side) => ({ side, step: 1 / side }))

describe('the anchors of a single-shot detector', () => {
  const anchors = ssdAnchors(grids)

  it('are three at each position of the finest map and six elsewhere', () => {
    expect(anchors).toHaveLength(3 * 361 + 6 * (100 + 25 + 9 + 4 + 1))
  })

  it('start with a small square, a broad and a tall one in the first corner', () => {
    const corner = 0.5 / 19
    expect(rounded(anchors.slice(0, 3))).toEqual(
      rounded([
        [corner, corner, 0.1, 0.1],
        [corner, corner, 0.2 / Math.SQRT2, 0.2 * Math.SQRT2],
        [corner, corner, 0.2 * Math.SQRT2, 0.2 / Math.SQRT2],
      ]),
    )
  })

  it('go along a row before they go down', () => {
    expect(rounded([anchors[3] ?? []])[0]?.slice(0, 2)).toEqual(rounded([[0.5 / 19, 1.5 / 19]])[0])
  })

  it('end in the middle with a square between the largest scale and the whole image', () => {
    const side = Math.sqrt(0.95)
    expect(rounded(anchors.slice(-1))).toEqual(rounded([[0.5, 0.5, side, side]]))
  })

  it('are as far apart as their grid says', () => {
    const centres = ssdAnchors([{ side: 2, step: 0.4 }]).map(([y, x]) => [y, x])
    expect(rounded([centres[0] ?? [], centres.at(-1) ?? []])).toEqual(rounded([[0.2, 0.2], [0.6, 0.6]]))
  })
})

function rounded(anchors: readonly (readonly number[])[]): number[][] {
  return anchors.map((anchor) => anchor.map((number) => Math.round(number * 1e9)))
}
