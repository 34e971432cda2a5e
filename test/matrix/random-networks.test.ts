import { describe, expect, it } from 'vitest'
import { randomNetworks } from '../../src/generator/sampling/random-networks.ts'
import { defaultSpace } from '../../src/generator/sampling/space.ts'
import { expectRuns } from '../support/expect-runs.ts'

const seeds = [1, 2, 3, 4, 5]
const networksOfSeed = 100
/** About fifteen times what a seed takes on an idle machine. */
const timeout = 150_000

describe('the TFLite interpreter', () => {
  it.each(seeds)(
    `runs the first ${networksOfSeed} networks of seed %i, which are the same after writing and reading`,
    { timeout },
    async (seed) => {
      let count = 0
      for (const { network } of randomNetworks(defaultSpace, seed)) {
        await expectRuns(network)
        if (++count === networksOfSeed) break
      }
      expect(count).toBe(networksOfSeed)
    },
  )
})
