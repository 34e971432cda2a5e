import { expect, it } from 'vitest'
import { toCsv } from '../../src/history/csv.ts'
import { entry, historyOf, taking } from './histories.ts'

it('a history as CSV has a row for each commit, model and target, in the order of commits', () => {
  const unreadable = { state: 'unreadable', code: 'model/corrupt', what: 'broken', hint: 'Mend it' } as const
  const history = historyOf(['Say "a", b', ' spaced\nline'], [
    { path: 'a.tflite', entries: [entry(0, taking(2, 1, 3, 40)), entry(1, null, { change: 'removed' })] },
    { path: 'b.tflite', entries: [entry(0, unreadable, { path: 'b.tflite' })] },
  ])
  const sha256 = 'ab'.repeat(32)
  expect(toCsv(history).split('\n')).toEqual([
    'commit,committedAt,subject,model,previousModel,change,state,sha256,bytes,target,' +
      'latencyMs,latencyMsLow,latencyMsHigh,powerW,powerWLow,powerWHigh,energyMj,energyMjLow,energyMjHigh,' +
      'memoryBytes,memoryBytesLow,memoryBytesHigh,inEnvelope,problem',
    `${'0'.repeat(40)},2026-01-01T12:00:00Z,"Say ""a"", b",a.tflite,,changed,estimated,${sha256},1000,coral-usb3-max,` +
      '2,1.8,2.2,1,0.9,1.1,3,2.7,3.3000000000000003,40,36,44,true,',
    `${'0'.repeat(40)},2026-01-01T12:00:00Z,"Say ""a"", b",b.tflite,,changed,unreadable,,,,,,,,,,,,,,,,,broken`,
    `${'1'.repeat(40)},2026-01-02T12:00:00Z," spaced?line",a.tflite,,removed,removed,,,coral-usb3-max,,,,,,,,,,,,,,`,
    '',
  ])
})
