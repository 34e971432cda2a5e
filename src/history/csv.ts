import type { GitCommit } from '../host/git.ts'
import { printable } from '../report/table.ts'
import { estimateAt, type ShownQuantity, shownQuantities, targetsOf } from './estimates.ts'
import type { History, HistoryEntry, ModelHistory } from './history.ts'

/** A cell of a table; null leaves it empty. */
type Cell = string | number | boolean | null

/** The columns of each quantity, in its own unit. */
const unitNames: Readonly<Record<ShownQuantity, string>> = {
  latency: 'latencyMs',
  power: 'powerW',
  energy: 'energyMj',
  memory: 'memoryBytes',
}

/** A row for each commit, model and target, with full figures (RFC 4180, but with plain line ends). */
export function toCsv({ commits, models }: History): string {
  const byId = new Map(commits.map((commit) => [commit.id, commit]))
  const position = new Map(commits.map(({ id }, index) => [id, index]))
  const rows = models.flatMap((model) => model.entries.flatMap((entry) => rowsOf(entry, model)))
  rows.sort((a, b) => (position.get(a.entry.commit) ?? 0) - (position.get(b.entry.commit) ?? 0))
  const lines = rows.map(({ entry, target }) => cellsOf(entry, target, byId.get(entry.commit)))
  return [header(), ...lines].map((cells) => `${cells.map(quote).join(',')}\n`).join('')
}

interface Row {
  readonly entry: HistoryEntry
  /** Null where the model was never estimated. */
  readonly target: string | null
}

function rowsOf(entry: HistoryEntry, model: ModelHistory): readonly Row[] {
  const { content } = entry
  const own = content?.state === 'estimated' ? content.demands.map(({ target }) => target) : targetsOf(model)
  return own.length === 0 ? [{ entry, target: null }] : own.map((target) => ({ entry, target }))
}

function header(): readonly Cell[] {
  const about = ['commit', 'committedAt', 'subject', 'model', 'previousModel', 'change', 'state', 'sha256', 'bytes']
  const figures = shownQuantities.flatMap((quantity) => {
    const name = unitNames[quantity]
    return [name, `${name}Low`, `${name}High`]
  })
  return [...about, 'target', ...figures, 'inEnvelope', 'problem']
}

function cellsOf(entry: HistoryEntry, target: string | null, commit: GitCommit | undefined): readonly Cell[] {
  const { content, change, path, previousPath } = entry
  const estimates = shownQuantities.map((quantity) =>
    target === null ? undefined : estimateAt(entry, target, quantity),
  )
  const known = estimates.map((estimate) => (estimate?.basis === 'unknown' ? undefined : estimate))
  const envelopes = known.flatMap((estimate) => (estimate === undefined ? [] : [estimate.inEnvelope]))
  const reasons = estimates.flatMap((estimate) => (estimate?.basis === 'unknown' ? [estimate.reason] : []))
  const problem = content?.state === 'unreadable' ? content.what : (reasons[0] ?? null)
  const isKnown = content !== null && content.state !== 'unreadable'
  return [
    entry.commit,
    commit?.committedAt ?? null,
    commit?.subject ?? null,
    path,
    previousPath,
    change,
    content?.state ?? 'removed',
    isKnown ? content.sha256 : null,
    isKnown ? content.bytes : null,
    target,
    ...known.flatMap((estimate) => [estimate?.value ?? null, estimate?.low ?? null, estimate?.high ?? null]),
    envelopes.length === 0 ? null : envelopes.every((isInside) => isInside),
    problem,
  ]
}

function quote(cell: Cell): string {
  const text = cell === null ? '' : printable(String(cell))
  return /[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
