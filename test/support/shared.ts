import { describe, it } from 'vitest'
import { hasShared } from './shared-files.ts'

export { sharedFile, sharedModels } from './shared-files.ts'

/** Tests that need the shared files: skipped with a notice where there are none. */
export function describeWithShared(name: string, tests: () => void): void {
  if (hasShared()) {
    describe(name, tests)
    return
  }
  console.info(`skipped: "${name}" needs the models and data that PRECIOUS_SHARED names`)
  // The tests' own set-up would look for the files even if they were skipped.
  describe(name, () => it.skip('needs the shared files', () => {}))
}
