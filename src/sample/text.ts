import { type QuantityName, quantityNames } from '../generator/sampling/quantities.ts'
import { formatBytes, formatCount, formatNumber, formatShare, plural } from '../report/format.ts'
import { alignColumns, bullets, indent, wrap } from '../report/table.ts'
import type { Manifest } from './manifest.ts'
import type { SampleSummary } from './summary.ts'

/** The quantities for people. */
export const quantityTitles: Readonly<Record<QuantityName, string>> = {
  macs: 'multiply-accumulates',
  parameterBytes: 'parameters',
  activationBytes: 'activations',
  depth: 'depth',
  inputBytes: 'input',
}

/** What a sample spans, how evenly it fills its space, and what is in it. */
export function summaryToText(summary: SampleSummary, { space }: Manifest, width: number): string {
  return [
    ...indent(spanTable(summary)),
    '',
    ...wrap(spreadWords(summary), '', width),
    '',
    ...wrap(goalWords(summary), '', width),
    ...bullets(shareWords(summary, space), width),
    '',
  ].join('\n')
}

function spanTable({ spans }: SampleSummary): string[] {
  const rows = quantityNames.map((name) => {
    const { least, median, most } = spans[name]
    return [quantityTitles[name], ...[least, median, most].map((value) => formatOf(name)(value))]
  })
  return alignColumns([['', 'least', 'median', 'most'], ...rows], [1, 2, 3])
}

export function formatOf(name: QuantityName): (value: number) => string {
  if (name === 'depth') return (value) => plural(value, 'operator')
  return name === 'macs' ? (value) => formatNumber(value) : (value) => formatBytes(value)
}

function spreadWords({ networks, coverage }: SampleSummary): string {
  const { cellsPerSide, reachableCells, hitShare, randomHitShare, discrepancy, randomDiscrepancy } = coverage
  const worst = quantityNames.reduce((most, name) => (discrepancy[name] > discrepancy[most] ? name : most))
  const mean = quantityNames.reduce((sum, name) => sum + randomDiscrepancy[name], 0) / quantityNames.length
  return (
    `Spread: in the planes of each two of these, ${cellsPerSide} x ${cellsPerSide} cells on logarithmic scales, the ` +
    `sample hits ${formatShare(hitShare)} of the ${formatCount(reachableCells)} cells that networks can lie in; ` +
    `${plural(networks, 'random point')} would hit ${formatShare(randomHitShare)}. The share of networks below any ` +
    `value differs from an even spread by at most ${formatShare(discrepancy[worst])} (${quantityTitles[worst]}); ` +
    `that of random points by ${formatShare(mean)}, the mean of the five.`
  )
}

function goalWords({ networks, goals: { factor, met, missed } }: SampleSummary): string {
  const named = quantityNames
    .filter((name) => missed[name] > 0)
    .map((name) => `${quantityTitles[name]} in ${formatCount(missed[name])}`)
  const misses = named.length === 0 ? '' : `; further off are ${named.join(', ')}`
  return (
    `Each network was drawn for a point of the space: ${formatCount(met)} of ${formatCount(networks)} lie within a ` +
    `factor of ${factor} of it in all five${misses}. Of the networks:`
  )
}

function shareWords(
  { networks, atOnChipLimit, withCpuOperators, offGrid, uint8 }: SampleSummary,
  { onChipLimit }: Manifest['space'],
): readonly string[] {
  const share = (count: number): string => `${formatCount(count)} (${formatShare(count / networks)})`
  const [low, high] = onChipLimit.parameterBytes
  const onChip = `have ${formatBytes(low)} to ${formatBytes(high)} of parameters, around the on-chip limit`
  return [
    ...(onChipLimit.share > 0 ? [`${share(atOnChipLimit)} ${onChip}`] : []),
    `${share(withCpuOperators)} have operators that run on the CPU`,
    `${share(offGrid)} have channel counts that are no multiples of 4`,
    `${share(uint8)} are quantised as uint8, the others as int8`,
  ]
}
