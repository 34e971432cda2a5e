import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { PropertyName } from '../analysis/properties.ts'
import type { TargetComparison } from '../comparison/compare.ts'
import type { OperatorChange } from '../comparison/operator-changes.ts'
import type { LatencyBreakdown, LatencyTermName } from '../estimator/latency.ts'
import { formatBytes, formatCount, formatMs, formatSigned, plural } from './format.ts'
import { hiddenTerms } from './latency-terms.ts'
import { fullNameOf } from './operators.ts'

/** A part of the change below this share of the baseline's latency explains nothing. */
const leastShare = 0.005

/** Operators that are named each; what the others add is summed up. */
const operatorsNamed = 4

interface Explanation {
  readonly ms: number
  readonly text: string
}

/**
 * Why a model takes more or less than its baseline, the greatest share of the time first. Times are those of the time
 * model's terms; what passes while something else goes on (see `hiddenTerms`) adds nothing and is left out.
 */
export function explainDelta({ base, head, properties, operators }: TargetComparison): string[] {
  const [before, after] = [base.latency, head.latency]
  if (before === undefined || after === undefined || properties === undefined) return []
  const hiddenAfter = hiddenTerms(after)
  const hidden: ReadonlySet<string> = new Set([...hiddenTerms(before)].filter((term) => hiddenAfter.has(term)))
  const isHidden = (term: LatencyTermName): boolean => hidden.has(term)
  const added = (term: LatencyTermName): number =>
    isHidden(term) ? 0 : after.terms[term].value - before.terms[term].value
  const least = leastShare * before.value
  const shownMs = ({ terms }: LatencyBreakdown): number =>
    Object.entries(terms).reduce((sum, [term, { value }]) => (hidden.has(term) ? sum : sum + value), 0)
  const explanations = [
    ...(operators === undefined
      ? [explainWork('Computing', added('compute')), explainWork('What runs on the CPU', added('cpu'))]
      : explainOperators(operators, isHidden, least)),
    ...explainStreaming(properties, added('streamed')),
    ...explainBytes('input', 'toDeviceBytes', properties, added('input')),
    ...explainBytes('output', 'fromDeviceBytes', properties, added('output')),
    ...explainBytes('instruction stream', 'instructionBytes', properties, added('instructions')),
    explainUse(added('fixed')),
    explainOverlap(after.value - before.value - (shownMs(after) - shownMs(before))),
  ]
  return explanations
    .filter(({ ms }) => ms !== 0 && Math.abs(ms) >= least)
    .toSorted((a, b) => Math.abs(b.ms) - Math.abs(a.ms))
    .map(({ text }) => text)
}

function signedMs(ms: number): string {
  return formatSigned(ms, (size) => formatMs(size))
}

/** What of the work is known only in sum. */
function explainWork(what: string, ms: number): Explanation {
  return { ms, text: `${what} takes ${ms < 0 ? 'less' : 'more'} time: ${signedMs(ms)}.` }
}

/** The fixed time of an inference, which only those that use the device take. */
function explainUse(ms: number): Explanation {
  return { ms, text: `The Edge TPU is ${ms < 0 ? 'not used any more' : 'used now'}: ${signedMs(ms)}.` }
}

/** Where the longer of sending and computing is another one than before, a part of what they add passes unseen. */
function explainOverlap(ms: number): Explanation {
  return { ms, text: `${ms < 0 ? 'More' : 'Less'} is sent while the tiles compute: ${signedMs(ms)}.` }
}

type BothProperties = NonNullable<TargetComparison['properties']>

/** Bytes that are sent or read. */
function explainBytes(what: string, name: PropertyName, { base, head }: BothProperties, ms: number): Explanation[] {
  const verb = head[name] < base[name] ? 'shrank' : 'grew'
  const text = `The ${what} ${verb} from ${formatBytes(base[name])} to ${formatBytes(head[name])}: ${signedMs(ms)}.`
  return base[name] === head[name] ? [] : [{ ms, text }]
}

/** Computing and CPU work of single operators. */
function explainOperators(
  changes: readonly OperatorChange[],
  isHidden: (term: LatencyTermName) => boolean,
  least: number,
): Explanation[] {
  const timed = changes
    .map((change) => ({ change, ms: (isHidden('compute') ? 0 : change.addedMs.compute) + change.addedMs.cpu }))
    .filter(({ ms }) => ms !== 0)
    .toSorted((a, b) => Math.abs(b.ms) - Math.abs(a.ms))
  const notable = timed.filter(({ ms }) => Math.abs(ms) >= least)
  // One more is as short as saying that there is one more.
  const isOneMore = timed.length === operatorsNamed + 1 && notable.length === timed.length
  const shown = notable.slice(0, isOneMore ? timed.length : operatorsNamed)
  const named = shown.map(({ change, ms }) => ({ ms, text: `${operatorWords(change)}: ${signedMs(ms)}.` }))
  const rest = timed.slice(shown.length)
  if (rest.length === 0) return named
  const ms = rest.reduce((sum, one) => sum + one.ms, 0)
  const noun = named.length === 0 ? 'operator' : 'other operator'
  return [...named, { ms, text: `${plural(rest.length, noun)} changed: ${signedMs(ms)}.` }]
}

/** What became of an operator, as a clause. */
function operatorWords({ base, head }: OperatorChange): string {
  if (base === undefined) return head === undefined ? 'nothing changed' : `${fullNameOf(head)} is new`
  if (head === undefined) return `${fullNameOf(base)} is gone`
  const name = fullNameOf(head)
  if (base.placement.device !== head.placement.device) {
    const place = head.placement.device === 'cpu' ? `the CPU, because ${head.placement.clause}` : 'the Edge TPU'
    return `${name} moved to ${place}`
  }
  const differences = differencesOf(base, head)
  return differences.length === 0 ? `${name} changed` : `${name} ${differences.join(' and ')}`
}

/** What differs in the shape of an operator, as verbs with what follows them. */
function differencesOf(base: OperatorAnalysis, head: OperatorAnalysis): string[] {
  const outputs = [filtersOf(base), filtersOf(head)] as const
  const kernels = [kernelText(base), kernelText(head)] as const
  const images = [imageText(base.inputShapes[0]), imageText(head.inputShapes[0])] as const
  const results = [imageText(base.shape), imageText(head.shape)] as const
  const inputs = [channelsOf(base), channelsOf(head)] as const
  const noun = nounsOf[head.kind]?.outputs ?? 'channels'
  const inputNoun = nounsOf[head.kind]?.inputs ?? 'channels'
  return [
    ...grown(outputs[0], outputs[1], noun),
    ...(kernels[0] === kernels[1] ? [] : [`has kernels of ${kernels[1]} instead of ${kernels[0]}`]),
    ...(images[0] === images[1] ? [] : [`works on ${images[1]} instead of ${images[0]}`]),
    // With larger images come larger results.
    ...(images[0] === images[1] && results[0] !== results[1] ? [`gives ${results[1]} instead of ${results[0]}`] : []),
    ...(noun === 'channels' || outputs[0] !== outputs[1] ? [] : grown(inputs[0], inputs[1], inputNoun)),
    ...(base.type === head.type ? [] : [`gives ${head.type ?? 'nothing'} instead of ${base.type ?? 'nothing'}`]),
  ]
}

/** What the last dimension of outputs and inputs counts, where that is not channels. */
const nounsOf: Readonly<Record<string, { readonly outputs: string; readonly inputs: string }>> = {
  CONV_2D: { outputs: 'filters', inputs: 'input channels' },
  FULLY_CONNECTED: { outputs: 'units', inputs: 'inputs' },
}

function grown(before: number, after: number, noun: string): string[] {
  if (before === after) return []
  return [`${after > before ? 'grew' : 'shrank'} from ${formatCount(before)} to ${formatCount(after)} ${noun}`]
}

/** Outputs in the innermost dimension: filters of a convolution, units of a dense layer. */
function filtersOf({ shape }: OperatorAnalysis): number {
  return shape.at(-1) ?? 1
}

function channelsOf({ inputShapes }: OperatorAnalysis): number {
  return inputShapes[0]?.at(-1) ?? 1
}

function kernelText({ weightShape }: OperatorAnalysis): string {
  return weightShape.length === 4 ? weightShape.slice(1, 3).join('x') : ''
}

/** Height and width of an image; empty for anything else. */
function imageText(shape: readonly number[] | undefined): string {
  return shape?.length === 4 ? shape.slice(1, 3).join('x') : ''
}

/** What no longer fits on the chip, or does again. */
function explainStreaming({ base, head }: BothProperties, ms: number): Explanation[] {
  const difference = head.streamedBytes - base.streamedBytes
  if (difference === 0) return []
  const bytes = `${formatBytes(Math.abs(difference))} of parameters`
  return [{ ms, text: `${bytes} ${streamingWords(base.streamedBytes, head.streamedBytes)}: ${signedMs(ms)}.` }]
}

function streamingWords(before: number, now: number): string {
  if (before === 0) return 'no longer fit on the chip and are sent at every inference'
  if (now === 0) return 'need not be sent at every inference any more'
  return now > before ? 'more are sent at every inference' : 'less are sent at every inference'
}
