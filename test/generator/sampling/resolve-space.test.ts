import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../../src/errors.ts'
import { resolveSpace } from '../../../src/generator/sampling/resolve-space.ts'
import { defaultSpace } from '../../../src/generator/sampling/space.ts'
import { knownKeys, spaceJsonSchema } from '../../../src/generator/sampling/space-schema.ts'

function messageOf(space: unknown): string {
  try {
    resolveSpace(space, 'space.json')
  } catch (error) {
    if (error instanceof PreciousError && error.code === 'space/invalid') return error.message
    throw error
  }
  throw new Error('the space was accepted')
}

const hardlyOverlapping = {
  ranges: { macs: [1, 510_000], activationBytes: [10_000, 10_000] },
  onChipLimit: { share: 0 },
}

describe('a space', () => {
  it('is the default one where it says nothing, and where it says the same', () => {
    expect(resolveSpace({}, 'space.json')).toEqual(defaultSpace)
    expect(resolveSpace(defaultSpace, 'space.json')).toEqual(defaultSpace)
  })

  it('takes the rest from the default one, key by key', () => {
    const user = { ranges: { depth: [5, 20] }, shares: { uint8: 1 }, blocks: ['dense', 'dense'] }
    const space = resolveSpace(user, 'space.json')
    expect(space.ranges).toEqual({ ...defaultSpace.ranges, depth: [5, 20] })
    expect(space.shares).toEqual({ ...defaultSpace.shares, uint8: 1 })
    expect(space.blocks).toEqual(['dense'])
  })

  it.each<[string, unknown, string]>([
    ['a key', { range: {} }, 'range is not a known key; the nearest known one is "ranges"'],
    ['a key of a part', { shares: { offgrid: 1 } }, 'shares.offgrid is not a known key; the nearest known one is'],
    ['a block', { blocks: ['residuals'] }, 'the nearest known one is "residual"'],
    ['no block', { blocks: [] }, 'blocks is empty; name a block'],
    ['a share', { shares: { uint8: 50 } }, 'shares.uint8 must be a share from 0 to 1'],
    ['a range that is a number', { ranges: { macs: 5 } }, 'ranges.macs must be two whole numbers such as [100000, '],
    ['a range of one end', { ranges: { macs: [5] } }, 'ranges.macs'],
    ['an end that is a text', { ranges: { macs: ['1', 5] } }, 'ranges.macs[0] must be a whole number from 1 to'],
    ['zero, which has no logarithm', { ranges: { inputBytes: [0, 5] } }, 'ranges.inputBytes[0] must be a whole number'],
    ['a range from high to low', { ranges: { depth: [9, 5] } }, 'ranges.depth ends below its start'],
    ['a range above its limit', { limits: { macs: 9 } }, 'ranges.macs ends at 1000000000, above limits.macs of 9'],
    ['a chip above the limit', { onChipLimit: { parameterBytes: [5, 2e7] } }, 'onChipLimit.parameterBytes ends at 2'],
    ['a chip outside its range', { ranges: { parameterBytes: [1e5, 8e6] } }, 'lies outside ranges.parameterBytes of ['],
    ['ranges that hardly overlap', hardlyOverlapping, 'ranges hardly overlap: networks of these blocks can'],
    ['ranges that exclude one another', { ranges: { macs: [1, 100] } }, 'ranges exclude one another'],
    ['no object', [], 'the space must be an object such as'],
  ])('says what is wrong with %s', (_, space, message) => {
    expect(messageOf(space)).toContain(`space.json: `)
    expect(messageOf(space)).toContain(message)
  })

  it('lists several problems, but not hundreds', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, 1]))
    const message = messageOf({ ...many, blocks: 1 })
    expect(message.split('\n')).toHaveLength(6)
    expect(message).toMatch(/and 96 more problems/)
  })
})

it('the published schema of spaces is the one that the code makes (run "npm run schemas" and commit it)', () => {
  const published = readFileSync(new URL('../../../schemas/space.schema.json', import.meta.url), 'utf8')
  expect(published).toBe(`${JSON.stringify(spaceJsonSchema(), null, 2)}\n`)
})

const guide = readFileSync(new URL('../../../docs/generate.md', import.meta.url), 'utf8')

it('the space that the guide shows is one', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? []
  expect(resolveSpace(JSON.parse(example), 'docs/generate.md').blocks).toHaveLength(3)
})

it('the guide says what every key is, and its default', () => {
  const documented = [...guide.matchAll(/^\| `([\w.]+)` \| `([^`]+)` \|/gm)].map(([, key, value]) => [key, value])
  const { blocks, ...parts } = defaultSpace
  const keys = Object.entries(parts).flatMap(([part, values]) =>
    Object.entries(values).map(([key, value]) => [`${part}.${key}`, JSON.stringify(value)]),
  )
  expect(documented).toEqual([['blocks', 'all'], ...keys])
  expect(knownKeys.space).toEqual(Object.keys(defaultSpace))
  for (const name of blocks) expect(guide).toContain(`- \`${name}\``)
})
