import { defineConfig, type ViteUserConfigFnObject } from 'vitest/config'
import { PlainReporter } from './test/support/plain-reporter.ts'

/**
 * Tests that start many processes. Each file has a process of its own: the larger one is, the longer it takes to start
 * another (fork copies the tables of its memory; measured: 10 ms from 50 MB, 40 ms from 1 GB).
 */
const starting = [
  'test/action/end-to-end/**/*.test.ts',
  'test/commands/{check-baseline,history}.test.ts',
  'test/fixtures/pull-request.test.ts',
  'test/host/git*.test.ts',
]
const matrix = 'test/matrix/**/*.test.ts'
/** Those of the matrix in which no bundler runs. */
const withoutBundlers = 'test/matrix/{action/**/*,architectures,random-networks,sampling}.test.ts'

/** `vitest run` runs everything but the matrix of bundlers and platforms; `--mode matrix` runs only that. */
const config: ViteUserConfigFnObject = defineConfig(({ mode }) => ({
  test: {
    reporters: ['default', new PlainReporter()],
    // By default one core is left free, which is half of two.
    maxWorkers: '100%',
    // What tests run side by side are processes, of which two for each worker keep every core busy.
    maxConcurrency: 2,
    globalSetup: ['test/support/build-package.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: mode === 'matrix'
      ? [
          { extends: true, test: { name: 'slow', include: [withoutBundlers], testTimeout: 60_000 } },
          {
            extends: true,
            test: {
              name: 'bundlers',
              include: [matrix],
              exclude: [withoutBundlers],
              testTimeout: 60_000,
              // Bundlers that watch miss a change now and then on a busy machine; what is broken fails twice.
              retry: 1,
            },
          },
        ]
      : [
          { extends: true, test: { name: 'starting', include: starting, testTimeout: 60_000 } },
          {
            extends: true,
            test: {
              name: 'sharing',
              include: ['test/**/*.test.ts'],
              exclude: [...starting, matrix],
              // Files share processes and what those have imported, so each is checked to leave them as it found them.
              isolate: false,
              setupFiles: ['test/support/leave-as-found.ts'],
            },
          },
        ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
}))

export default config
