import type { KnownEstimate, Quantity } from '../../src/estimator/estimate.ts'
import type { EstimatedContent, History, HistoryEntry, ModelHistory } from '../../src/history/history.ts'

/** A history of as many commits as there are subjects. */
export function historyOf(subjects: readonly string[], models: readonly ModelHistory[]): History {
  const commits = subjects.map((subject, index) => ({
    id: commitId(index),
    committedAt: `2026-01-0${index + 1}T12:00:00Z`,
    subject,
  }))
  const tool = { name: 'precious', version: '0.0.0' } as const
  return { schemaVersion: 1, tool, estimators: [], revision: commitId(0), isCutOff: false, commits, models }
}

export function commitId(index: number): string {
  return `${index}`.repeat(40)
}

/** A change in the commit of an index. */
export function entry(index: number, content: HistoryEntry['content'], more: Partial<HistoryEntry> = {}): HistoryEntry {
  return { commit: commitId(index), change: 'changed', path: 'a.tflite', previousPath: null, content, ...more }
}

/** A content that takes as many ms, W, mJ and bytes on coral-usb3-max, known to a tenth. */
export function taking(latency: number, power: number, energy: number, memory: number): EstimatedContent {
  const estimates = [
    estimate('latency', latency), estimate('power', power), estimate('energy', energy), estimate('memory', memory),
  ]
  const demands = [{ target: 'coral-usb3-max', estimates }]
  return { state: 'estimated', sha256: 'ab'.repeat(32), bytes: 1_000, demands }
}

export function estimate(quantity: Quantity, value: number): KnownEstimate {
  return {
    quantity,
    basis: 'estimated',
    value,
    low: value * 0.9,
    high: value * 1.1,
    coverage: { share: null, points: 3 },
    inEnvelope: true,
    outside: [],
  }
}
