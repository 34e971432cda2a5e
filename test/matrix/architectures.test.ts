import { describe, it } from 'vitest'
import { referenceArchitectures } from '../../src/generator/architectures/reference.ts'
import { expectRuns } from '../support/expect-runs.ts'
import { smallestNetwork } from '../support/smallest.ts'

/** Many times what the heaviest takes on an idle machine. */
const timeout = 30_000

describe.each(['uint8', 'int8'] as const)('the TFLite interpreter, in %s,', (quantisation) => {
  it.each(referenceArchitectures)(
    'runs a small $title, which is the same after writing and reading',
    { timeout },
    async (architecture) => {
      await expectRuns(smallestNetwork(architecture, { quantisation }))
    },
  )
})
