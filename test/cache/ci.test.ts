import { describe, expect, it } from 'vitest'
import { isCi } from '../../src/cache/ci.ts'

describe('continuous integration', () => {
  it.each(['true', '1', 'woodpecker', 'TRUE'])('is told by CI=%s', (value) => {
    expect(isCi({ CI: value })).toBe(true)
  })

  it.each([undefined, '', 'false', 'False', '0'])('is denied by CI=%s', (value) => {
    expect(isCi(value === undefined ? {} : { CI: value })).toBe(false)
  })
})
