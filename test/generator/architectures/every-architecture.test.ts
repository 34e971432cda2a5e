import { expect, it } from 'vitest'
import { referenceArchitectures } from '../../../src/generator/architectures/reference.ts'
import { expectRuns } from '../../support/expect-runs.ts'
import { smallestNetwork } from '../../support/smallest.ts'

/** Those that their own tests run. The tests of the matrix run all. */
const ownTests = /^(?:ssd|unet|deeplab|densenet)/
/** More than 10 MB of weights, whatever the image. */
const heavy = /^(?:resnet|vgg|xception|inception-v[234]|inception-resnet)/

it.each(referenceArchitectures.filter(({ name }) => !ownTests.test(name) && !heavy.test(name)))(
  'a small $title is the same after writing and reading, and runs in the interpreter',
  async (architecture) => {
    await expectRuns(smallestNetwork(architecture))
  },
)

it('architectures are called differently, in lower case and without what a file name cannot hold', () => {
  const names = referenceArchitectures.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z0-9.]+(?:-[a-z0-9.]+)*$/)
})
