import { formatInterval, formatQuantity } from '../../src/report/format.ts'
import type { ValidatedLatency, ValidatedTarget } from './latency.ts'

const header = ['network', 'measured', 'estimated', 'interval', 'error', 'source']

/**
 * Measured beside estimated for every published figure, one foldable table for each target, as the README shows it. Each
 * figure is estimated by rates that were fitted without its family; one that its interval missed is in bold.
 */
export function accuracyTables(targets: readonly Pick<ValidatedTarget, 'target' | 'rows'>[]): string {
  return targets.map(({ target, rows }) => tableOf(target, rows)).join('\n\n')
}

function tableOf(target: string, rows: readonly ValidatedLatency[]): string {
  const lines = [header, header.map(() => '---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`)
  const summary = `<code>${target}</code>: ${rows.length} figures`
  return `<details><summary>${summary}</summary>\n\n${lines.join('\n')}\n\n</details>`
}

function cellsOf({ model, measuredMs, estimatedMs, lowMs, highMs, error, source }: ValidatedLatency): string[] {
  const ms = (value: number): string => formatQuantity('latency', value)
  const isHeld = lowMs <= measuredMs && measuredMs <= highMs
  const interval = formatInterval('latency', lowMs, highMs)
  const percent = `${error < 0 ? '−' : '+'}${Math.abs(error * 100).toFixed(1)} %`
  return [model, ms(measuredMs), ms(estimatedMs), isHeld ? interval : `**${interval}**`, percent, source]
}
