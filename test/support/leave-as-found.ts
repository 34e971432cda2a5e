import { deepStrictEqual } from 'node:assert/strict'
import { afterAll, beforeAll, vi } from 'vitest'

/** What test files that run in the same process share: each has to leave it as it found it. */
function shared(): Readonly<Record<string, unknown>> {
  return {
    environment: { ...process.env },
    workingFolder: process.cwd(),
    exitCode: process.exitCode,
    hasFakeTimers: vi.isFakeTimers(),
    globals: Object.getOwnPropertyNames(globalThis).toSorted(),
    onObjects: Object.getOwnPropertyNames(Object.prototype),
    listeners: Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
  }
}

let found: Readonly<Record<string, unknown>>

beforeAll(async () => {
  // Makes globals of its own, whichever test is the first that loads it.
  await import('zod/mini')
  found = shared()
})

afterAll(() => {
  deepStrictEqual(shared(), found)
})
