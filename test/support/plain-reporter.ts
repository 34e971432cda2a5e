import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run with one plain line that scripts can read, such as `12 passed, 0 failed, 1 skipped`. */
export class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length
    const passed = states.filter((state) => state === 'passed').length
    const skipped = states.filter((state) => state === 'skipped').length
    // A file that cannot be loaded, a stray rejection and a test that never ended must not read as success.
    const failed = states.length - passed - skipped + brokenFiles + unhandledErrors.length
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  }
}
