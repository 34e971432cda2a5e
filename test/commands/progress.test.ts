import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProgress } from '../../src/commands/progress.ts'
import type { Terminal } from '../../src/commands/terminal.ts'

let printed = ''

function terminal(changes: { isTTY?: boolean; CI?: string; columns?: number } = {}): Terminal {
  const { isTTY = true, CI, columns = 80 } = changes
  const stderr = { isTTY, columns, write: (text: string) => void (printed += text) }
  return { args: [], cwd: '/', env: { CI }, stdout: stderr, stderr }
}

beforeEach(() => {
  printed = ''
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('progress', () => {
  it('is silent for a second, then replaces its line and at last takes it back', () => {
    const progress = startProgress(terminal())
    progress.step('a.tflite', 0, 3)
    vi.advanceTimersByTime(1_001)
    progress.step('b.tflite', 1, 3)
    progress.step('c.tflite', 2, 3)
    progress.stop()
    expect(printed).toBe('2 of 3: b.tflite\r\u001B[K3 of 3: c.tflite\r\u001B[K')
  })

  it.each([{ isTTY: false }, { CI: 'true' }])('is silent with %j', (changes) => {
    const progress = startProgress(terminal(changes))
    vi.advanceTimersByTime(5_000)
    progress.step('a.tflite', 0, 1)
    progress.stop()
    expect(printed).toBe('')
  })

  it('stays on one line whatever a model is called', () => {
    const progress = startProgress(terminal({ columns: 60 }))
    vi.advanceTimersByTime(5_000)
    progress.step(`\n\u001B[31m${'long'.repeat(50)}`, 0, 1)
    expect(printed).toMatch(/^1 of 1: \?\?\[31m(?:long)+l?o?n?$/)
    expect(printed).toHaveLength(59)
  })
})
