import { sumOf } from '../analysis/sum.ts'
import { type Quantities, type QuantityName, quantityNames } from '../generator/sampling/quantities.ts'
import type { Space } from '../generator/sampling/space.ts'
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

/** Share of goals that may be missed without a word: four times what the default space misses. */
const tolerableShare = 0.2

/** What a sample spans, how evenly it fills its space, and what is in it. */
export function summaryToText(summary: SampleSummary, { space }: Manifest, width: number): string {
  return [
    ...indent(spanTable(summary)),
    '',
    ...wrap(spreadWords(summary, space), '', width),
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

function spreadWords({ networks, coverage }: SampleSummary, { onChipLimit }: Space): string {
  const { cellsPerSide, reachableCells, hitShare, randomHitShare, discrepancy, randomDiscrepancy } = coverage
  const worst = quantityNames.reduce((most, name) => (discrepancy[name] > discrepancy[most] ? name : most))
  const space = onChipLimit.share > 0 ? 'the space with its density around the on-chip limit' : 'the space'
  return (
    `Spread: in the planes of each two of these, ${cellsPerSide} x ${cellsPerSide} cells on logarithmic scales, the ` +
    `sample hits ${formatShare(hitShare)} of the ${formatCount(reachableCells)} cells that networks can lie in. The ` +
    `share of networks below any value differs from that of ${space} by ${formatShare(meanOf(discrepancy))}, the ` +
    `mean of the five, and most, by ${formatShare(discrepancy[worst])}, in ${quantityTitles[worst]}. ` +
    `${plural(networks, 'random point')} of the space, if networks met them exactly, would hit ` +
    `${formatShare(randomHitShare)} of the cells and differ by ${formatShare(meanOf(randomDiscrepancy))} in the mean.`
  )
}

function meanOf(quantities: Quantities): number {
  return sumOf(quantityNames, (name) => quantities[name]) / quantityNames.length
}

/** What to say where so many goals are missed that the space is to blame; nothing elsewhere. */
export function warningOf({ networks, goals: { factor, met } }: SampleSummary): string | undefined {
  const missed = networks - met
  // One network of a few tells nothing.
  if (missed <= Math.max(1, tolerableShare * networks)) return undefined
  const share = `${formatCount(missed)} of ${formatCount(networks)} networks`
  return `${share} lie further than a factor of ${factor} from the points of the space that they were drawn for`
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
  { networks, atOnChipLimit, withCpuOperators, withPossibleCpuOperators, offGrid, uint8 }: SampleSummary,
  { onChipLimit }: Space,
): readonly string[] {
  const share = (count: number): string => `${formatCount(count)} (${formatShare(count / networks)})`
  const [low, high] = onChipLimit.parameterBytes
  const onChip = `have ${formatBytes(low)} to ${formatBytes(high)} of parameters, around the on-chip limit`
  const open = withPossibleCpuOperators - withCpuOperators
  const more = open > 0 ? `; ${share(open)} more may have some, which is not known for sure` : ''
  return [
    ...(onChipLimit.share > 0 ? [`${share(atOnChipLimit)} ${onChip}`] : []),
    `${share(withCpuOperators)} have operators that run on the CPU${more}`,
    `${share(offGrid)} have channel counts that are no multiples of 4`,
    `${share(uint8)} are quantised as uint8, the others as int8`,
  ]
}
