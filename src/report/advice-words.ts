import type {
  ActivationAdvice,
  Advice,
  ConversionAdvice,
  Effect,
  InputSize,
  Measures,
  NoChange,
  PlacementAdvice,
  StreamingAdvice,
} from '../advice/advice.ts'
import { advise } from '../advice/advise.ts'
import type { Analysis } from '../analysis/analysis.ts'
import type { Network } from '../model/network.ts'
import { formatBytes, formatShare, formatSigned, plural } from './format.ts'
import { nameOf } from './operators.ts'

/** What to change about a network, one text of a few sentences for each finding; none for networks without findings. */
export function adviseInWords(network: Network, analysis: Analysis): string[] {
  const words = new AdviceWords(analysis)
  return advise(network, analysis).map((advice) => words.of(advice))
}

/** How many operators are named before the others are counted. */
const mostNamed = 3

class AdviceWords {
  readonly #analysis: Analysis

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  of(advice: Advice): string {
    switch (advice.kind) {
      case 'streaming':
        return this.#streaming(advice)
      case 'placement':
        return this.#placement(advice)
      case 'conversion':
        return this.#conversion(advice)
      case 'activations':
        return this.#activations(advice)
    }
  }

  #streaming({ streamedBytes, spilled, hiddenLayers, singleLayer }: StreamingAdvice): string {
    const [first, ...others] = spilled
    const missed = (layer: typeof first): string =>
      `${this.#name(layer?.operator)} misses the room that is left by ${formatBytes(layer?.missedBytes ?? 0)}`
    const further = others.slice(0, mostNamed - 1)
    const left = others.length - further.length
    const layers = [first, ...further].map(missed).join(', ')
    const rest = left === 0 ? '' : `, and ${plural(left, 'more layer')} ${left === 1 ? 'does' : 'do'} not fit either`
    return [
      `${formatBytes(streamedBytes)} of parameters do not fit: ${layers}${rest}.`,
      this.#hiddenLayers(hiddenLayers),
      this.#singleLayer(singleLayer, spilled.length),
    ].filter((sentence) => sentence !== '').join(' ')
  }

  #hiddenLayers(change: StreamingAdvice['hiddenLayers']): string {
    if (change.kind === 'none') return this.#noChange(change, 'Narrower hidden layers do not make them fit')
    const width = formatShare(change.hundredths / 100)
    const kept = change.unknown.length
    const around = kept === 0 ? '' : ` (all but those around ${this.#names(change.unknown.flatMap(operatorOf))})`
    return `Hidden layers of ${width} of their width${around} would fit: ${effectWords(change.effect)}.`
  }

  #singleLayer(change: StreamingAdvice['singleLayer'], spilled: number): string {
    if (change.kind === 'none') {
      // Where many layers are too much, that one of them cannot help is no news.
      return spilled === 1 ? this.#noChange(change, 'Narrowing that layer alone does not help') : ''
    }
    const { operator, outputs, outputsBefore, effect } = change
    const layer = `${this.#name(operator)} with ${outputs} instead of ${outputsBefore} outputs`
    return `So would ${layer}, and nothing else changed: ${effectWords(effect)}.`
  }

  #noChange({ obstacle }: NoChange, sentence: string): string {
    if (obstacle === null) return `${sentence}, however narrow.`
    const where = obstacle.operator === null ? '' : `, by ${this.#name(obstacle.operator)}`
    return `${sentence}: ${obstacle.clause}${where}.`
  }

  #placement({ operators, clause, followers, smallerInput, smallerResult, replacement }: PlacementAdvice): string {
    const subject = `${this.#names(operators)} ${operators.length === 1 ? 'runs' : 'run'} on the CPU`
    const because = operators.length === 1 ? `because ${clause}` : `the first because ${clause}`
    const followed = followers.length === 0 ? '' : `; ${plural(followers.length, 'operator')} after that follow there`
    const sentences = [`${subject} ${because}${followers.length === 1 ? followed.replace('follow', 'follows') : followed}.`]
    if (smallerInput) sentences.push(`${inputWords(smallerInput)}, the largest with which it is mapped: ${effectWords(smallerInput.effect)}.`)
    if (smallerResult) {
      const { operator, size, effect } = smallerResult
      const result = `${this.#name(operator)} to no more than ${size.height}x${size.width}`
      sentences.push(`Resizing by ${result} would be mapped: ${effectWords(effect)}.`)
    }
    if (replacement) {
      const count = plural(replacement.operators.length, 'operator')
      const kind = this.#analysis.operators[operators[0] ?? -1]?.kind ?? 'operator'
      const place = replacement.operators.length === 1 ? 'its place' : `the place of each ${kind} on the CPU (${count})`
      sentences.push(`An operator that the Edge TPU runs in ${place} would give: ${effectWords(replacement.effect)}.`)
    }
    return sentences.join(' ')
  }

  #conversion({ operators, effect }: ConversionAdvice): string {
    const verb = operators.length === 1 ? 'converts' : 'convert'
    return `${this.#names(operators)} ${verb} between real numbers and integers on the CPU. Integer inputs and outputs would need none: ${effectWords(effect)}.`
  }

  #activations({ operator, workingSetBytes, tensor, shape, tensorBytes, smallerInput }: ActivationAdvice): string {
    const largest = `the largest tensor is ${tensor} [${shape.join(', ')}] with ${formatBytes(tensorBytes)}`
    const finding = `${this.#name(operator)} reads and writes ${formatBytes(workingSetBytes)} at once, which is computed in chunks that overlap; ${largest}.`
    if (smallerInput === null) return finding
    return `${finding} ${inputWords(smallerInput)}, the largest without chunks: ${effectWords(smallerInput.effect)}.`
  }

  #names(operators: readonly number[]): string {
    const named = operators.slice(0, mostNamed).map((operator) => this.#name(operator))
    const left = operators.length - named.length
    if (left > 0) return `${named.join(', ')} and ${plural(left, 'other')}`
    return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
  }

  #name(operator: number | undefined): string {
    const found = this.#analysis.operators[operator ?? -1]
    return found === undefined ? `operator ${operator}` : nameOf(found)
  }
}

function operatorOf({ operator }: { readonly operator: number | null }): number[] {
  return operator === null ? [] : [operator]
}

function inputWords({ size, sizeBefore }: InputSize): string {
  return `An input of ${size.height}x${size.width} instead of ${sizeBefore.height}x${sizeBefore.width} would do`
}

/** What a change gives: what is streamed, then all that becomes different. */
function effectWords({ before, after }: Effect): string {
  const parts = [
    before.streamedBytes > 0 || after.streamedBytes > 0 ? `${formatBytes(after.streamedBytes)} streamed` : '',
    before.cpuOperators === after.cpuOperators ? '' : `${plural(after.cpuOperators, 'operator')} on the CPU instead of ${before.cpuOperators}`,
    before.unverifiedOperators < after.unverifiedOperators ? uncertainWords(before, after) : '',
    relative('tensor steps', before, after, ({ tensorSteps }) => tensorSteps),
    relative('transfers', before, after, ({ toDeviceBytes, fromDeviceBytes }) => toDeviceBytes + fromDeviceBytes),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function uncertainWords(before: Measures, after: Measures): string {
  return `though it is not certain of ${after.unverifiedOperators - before.unverifiedOperators} more that they are mapped`
}

function relative(noun: string, before: Measures, after: Measures, measure: (measures: Measures) => number): string {
  const from = measure(before)
  const difference = measure(after) - from
  if (from === 0 || difference === 0) return ''
  return `${noun} ${formatSigned(difference / from, (share) => formatShare(Number(share.toPrecision(2))))}`
}
