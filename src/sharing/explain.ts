import { usualCapacity } from '../analysis/cache.ts'
import type { BudgetKey } from '../budget/budget.ts'
import { formatBytes, formatMs, formatNumber } from '../report/format.ts'
import { timeKeys } from '../report/latency-terms.ts'
import { namesInWords } from '../report/sharing-words.ts'
import type { Cause, ModelFacts, SharingReport } from '../report/report.ts'
import type { ModelSharing, Together } from './share.ts'

const tiles = 16
const roomBytes = tiles * usualCapacity.convolutionBytesPerTile

/** What sharing its device costs a model, and what would remove it. */
export function explainSharing(sharing: ModelSharing, shared: SharingReport, { totals }: ModelFacts): Cause[] {
  const { others, turn, split, together, device } = sharing
  switch (turn.kind) {
    case 'unknown': {
      const unread = namesInWords(turn.unreadable)
      const text = `Shares its device with ${namesInWords(others)}; what is compiled with it is not known of ${unread}.`
      return [{ code: 'sharing', keys: timeKeys, text }]
    }
    case 'reloads': {
      const bytes = (split?.reloadBytes ?? totals.reloadBytes)?.value
      const what = bytes === undefined ? 'its parameters' : `${formatBytes(bytes)} of parameters and instructions`
      const cost = shared.switchMs === null ? '' : `: +${formatMs(shared.switchMs.value)}`
      const mean = meanWords(shared)
      const apart = `Shares its device with ${namesInWords(turn.displacedBy)}, compiled apart`
      const remedy = remedyOf(together, device.coCompiled)
      const text = `${apart}: each switch to it reloads ${what}${cost}${mean}. ${remedy}`.trimEnd()
      return [withoutRoom({ code: 'sharing', keys: timeKeys, text }, sharing, totals)]
    }
    case 'keeps':
      return [explainTogether(sharing, totals)]
  }
}

function meanWords({ switchMs, inferencesPerSwitch }: SharingReport): string {
  if (switchMs === null || inferencesPerSwitch === 1) return ''
  const mean = formatMs(switchMs.value / inferencesPerSwitch)
  return `, +${mean} an inference with ${formatNumber(inferencesPerSwitch)} inferences per switch`
}

function remedyOf(together: Together | undefined, coCompiled: boolean): string {
  if (coCompiled) return 'Only models that are compiled together reload nothing.'
  if (together === undefined) return ''
  if (together.kind === 'sum') {
    const cached = formatBytes(together.cachedBytes)
    const excess = together.cachedBytes - roomBytes
    const start = 'Compiled together, nothing would be reloaded'
    if (excess <= 0) return `${start}: their ${cached} of parameters fit on the chip.`
    const what = `about ${formatBytes(excess)} of their ${cached} of parameters would not fit`
    return `${start}, but ${what}: each model would stream its part at every inference.`
  }
  const streamed = [...together.streamedMore].map(([path, bytes]) => `${formatBytes(bytes)} of ${path}`)
  if (streamed.length === 0) {
    const likely = together.isCertain ? '' : ' most likely'
    return `Compiled together, nothing would be reloaded: the parameters of all${likely} fit on the chip.`
  }
  const list = namesInWords(streamed)
  return `Compiled together, nothing would be reloaded, but ${list} would not fit and be streamed at every inference.`
}

function explainTogether(sharing: ModelSharing, totals: ModelFacts['totals']): Cause {
  const text = `Shares its device with ${namesInWords(sharing.others)}, compiled together: a switch reloads nothing.`
  return withoutRoom({ code: 'sharing', keys: timeKeys, text }, sharing, totals)
}

/** With what the models that are compiled before it leave no room for. */
function withoutRoom({ code, keys, text }: Cause, { split }: ModelSharing, totals: ModelFacts['totals']): Cause {
  const more = (split?.streamedBytes.value ?? 0) - (totals.streamedBytes?.value ?? 0)
  if (more <= 0) return { code, keys, text }
  const room = `The models before it leave no room for ${formatBytes(more)} of its parameters`
  return { code, keys: [...keys, ...memoryKeys], text: `${text} ${room}, which are streamed at every inference.` }
}

const memoryKeys: readonly BudgetKey[] = ['streamed', 'cached', 'memory']
