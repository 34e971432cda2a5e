import { describe, expect, it } from 'vitest'
import type { History } from '../../src/history/history.ts'
import { historyToText } from '../../src/history/text.ts'
import { entry, estimate, historyOf, taking } from './histories.ts'

const show = (history: History, width = 120): string => historyToText(history, { colour: false, width })

describe('a history as text', () => {
  it('is a table with what changed', () => {
    const entries = [
      entry(0, taking(2, 1, 2, 2_048), { change: 'added' }),
      entry(1, taking(2, 1, 2, 2_048)),
      entry(2, taking(1, 1.5, 1.5, 0)),
      entry(3, taking(1, 1.5, 1.5, 512), { change: 'renamed', path: 'b.tflite', previousPath: 'a.tflite' }),
    ]
    const history = historyOf(['Add', 'Retrain', 'Shrink', 'Move'], [{ path: 'b.tflite', entries }])
    expect(show(history)).toBe(`4 commits that change 1 model, oldest first.
All figures are estimated, with the estimators of precious 0.0.0. Beside a figure stands its change against the row
before, below it its interval where that is new.

b.tflite on coral-usb3-max
  commit   date        subject  latency        power           energy           memory
  0000000  2026-01-01  Add      2 ms           1 W             2 mJ             2 KiB
                                1.8 to 2.2 ms  0.9 to 1.1 W    1.8 to 2.2 mJ    1.8 to 2.2 KiB
  1111111  2026-01-02  Retrain  2 ms           1 W             2 mJ             2 KiB
  2222222  2026-01-03  Shrink   1 ms -50 %     1.5 W +50 %     1.5 mJ -25 %     0 B -100 %
                                0.9 to 1.1 ms  1.35 to 1.65 W  1.35 to 1.65 mJ
  3333333  2026-01-04  Move     1 ms           1.5 W           1.5 mJ           512 B +512 B
                                0.9 to 1.1 ms  1.35 to 1.65 W  1.35 to 1.65 mJ  461 to 563 B
                       Renamed from a.tflite.
`)
  })

  it('says what is not known, and compares with the last that is', () => {
    const unreadable = { state: 'unreadable', code: 'model/corrupt', what: 'it is broken', hint: 'Mend it' } as const
    const unfetched = { state: 'unfetched', sha256: 'ab'.repeat(32), bytes: 2_048 } as const
    const entries = [
      entry(0, taking(1, 1, 1, 1_024), { change: 'present' }),
      entry(1, unreadable),
      entry(2, unfetched),
      entry(3, taking(2, 1, 1, 1_024)),
      entry(4, null, { change: 'removed' }),
      entry(5, taking(2, 1, 1, 1_024), { change: 'added' }),
    ]
    const text = show(historyOf(['a', 'b', 'c', 'd', 'e', 'f'], [{ path: 'a.tflite', entries }]))
    expect(text).toContain('Not a change: it was there already where this shallow clone begins.')
    expect(text).toContain('Not readable: it is broken. Mend it.')
    expect(text).toContain('Not here: Git LFS object was not fetched (2 KiB). Fetch all of them with git lfs fetch')
    expect(text).toMatch(/3333333 .* d .* 2 ms \+100 %/)
    expect(text).toMatch(/4444444 .* e\n +Removed\.\n/)
    expect(text).toContain('Added again.')
  })

  it('has a table without figures for what was never readable', () => {
    const unreadable = { state: 'unreadable', code: 'model/corrupt', what: 'it is broken', hint: 'Mend it' } as const
    const text = show(historyOf(['Add'], [{ path: 'a.tflite', entries: [entry(0, unreadable)] }]))
    expect(text).toContain('a.tflite\n  commit   date        subject\n  0000000  2026-01-01  Add\n')
  })

  it('tells once what limits the figures', () => {
    const unknown = { quantity: 'latency', basis: 'unknown', reason: 'it is compiled' } as const
    const outside = { ...estimate('memory', 10), inEnvelope: false }
    const limited = { ...taking(1, 1, 1, 1), demands: [{ target: 'coral-usb3-max', estimates: [unknown, outside] }] }
    const text = show(historyOf(['a', 'b'], [{ path: 'a.tflite', entries: [entry(0, limited), entry(1, limited)] }]))
    expect(text.match(/Unknown because it is compiled\./g)).toHaveLength(1)
    expect(text.match(/Outside the range of models that the estimator was checked on\./g)).toHaveLength(1)
    expect(text).toContain('unknown')
  })

  it('fits a narrow terminal, and cuts subjects', () => {
    const subject = `${'A rather long subject '.repeat(3)}\u{1F600}`
    const history = historyOf([subject], [{ path: 'a.tflite', entries: [entry(0, taking(1, 1, 1, 1_024))] }])
    for (const width of [80, 100, 120]) {
      for (const line of show(history, width).split('\n')) expect(line.length).toBeLessThanOrEqual(width)
      expect(show(history, width)).toMatch(/2026-01-01 {2}A rather long.*…/)
    }
    expect(show(history, 80)).toContain('\n    1 ms           1 W           1 mJ           1 KiB\n')
  })

  it('prints no control characters of git or of paths', () => {
    const path = 'a\u001B[31m.tflite'
    const history = historyOf(['Red\u001B[31m\u202E'], [{ path, entries: [entry(0, taking(1, 1, 1, 1))] }])
    for (const control of ['\u001B', '\u202E']) expect(show(history)).not.toContain(control)
  })

  it('says that it could be longer', () => {
    const history = historyOf(['a'], [{ path: 'a.tflite', entries: [entry(0, taking(1, 1, 1, 1))] }])
    const text = show({ ...history, isCutOff: true })
    expect(text).toMatch(/The history ends where this shallow clone was cut\..*fetch-depth: 0/s)
    expect(show(history)).not.toContain('shallow')
  })
})
