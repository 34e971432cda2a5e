import { defineConfig, type ViteUserConfigFnObject } from 'vitest/config'
import { PlainReporter } from './test/support/plain-reporter.ts'

/** `vitest run` runs everything but the matrix of bundlers and platforms; `--mode matrix` runs only that. */
const config: ViteUserConfigFnObject = defineConfig(({ mode }) => ({
  test: {
    include: mode === 'matrix' ? ['test/matrix/**/*.test.ts'] : ['test/**/*.test.ts'],
    exclude: mode === 'matrix' ? [] : ['test/matrix/**'],
    reporters: ['default', new PlainReporter()],
    // Test files share a process and what it has imported, so each is checked to leave the process as it found it.
    isolate: mode === 'matrix',
    // By default one core is left free, which is half of two; the matrix has processes of its own beside its worker.
    ...(mode === 'matrix' ? {} : { maxWorkers: '100%' }),
    setupFiles: mode === 'matrix' ? [] : ['test/support/leave-as-found.ts'],
    globalSetup: ['test/support/build-package.ts'],
    testTimeout: mode === 'matrix' ? 60_000 : 20_000,
    // Bundlers that watch miss a change now and then on a busy machine; what is broken fails twice.
    retry: mode === 'matrix' ? 1 : 0,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
}))

export default config
