import type {
  ActivationAdvice,
  Advice,
  ConversionAdvice,
  InputSize,
  PlacementAdvice,
  StreamingAdvice,
} from '../advice/advice.ts'
import { advise } from '../advice/advise.ts'
import type { Obstacle } from '../advice/transformation.ts'
import type { Analysis } from '../analysis/analysis.ts'
import type { Network } from '../model/network.ts'
import { effectWords } from './effect-words.ts'
import { formatBytes, formatCount, formatShare, plural } from './format.ts'
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
    const layers = spilled.slice(0, mostNamed).map(({ operator, missedBytes }, place) => {
      const verb = place === 0 ? ' misses the room that is left' : ''
      return `${this.#name(operator)}${verb} by ${formatBytes(Math.ceil(missedBytes))}`
    })
    const left = spilled.length - layers.length
    const rest = left === 0 ? '' : `, and ${plural(left, 'more layer')} ${left === 1 ? 'does' : 'do'} not fit either`
    return [
      `${formatBytes(streamedBytes)} of parameters do not fit: ${layers.join(', ')}${rest}.`,
      this.#hiddenLayers(hiddenLayers),
      this.#singleLayer(singleLayer, spilled),
    ].filter((sentence) => sentence !== '').join(' ')
  }

  #hiddenLayers(change: StreamingAdvice['hiddenLayers']): string {
    if (change.kind === 'none') {
      return change.obstacle === null
        ? 'No width of the hidden layers makes all of them fit.'
        : `Hidden layers cannot be narrower ${this.#because(change.obstacle)}.`
    }
    const width = formatShare(change.hundredths / 100)
    const kept = change.unknown.length
    const around = kept === 0 ? '' : ` (all but those around ${this.#names(change.unknown.flatMap(operatorOf))})`
    return `Hidden layers of ${width} of their width${around} would fit: ${effectWords(change.effect)}.`
  }

  #singleLayer(change: StreamingAdvice['singleLayer'], [first, ...others]: StreamingAdvice['spilled']): string {
    if (change.kind === 'none') {
      // Where many layers are too much, that one of them cannot help is no news.
      if (others.length > 0) return ''
      return change.obstacle === null
        ? 'No width of that layer alone makes it fit.'
        : `${this.#name(first?.operator)} cannot be narrower alone ${this.#because(change.obstacle)}.`
    }
    const { operator, outputs, outputsBefore, effect } = change
    const width = `${formatCount(outputs)} instead of ${formatCount(outputsBefore)} outputs`
    return `${this.#name(operator)} with ${width}, and nothing else changed, would do: ${effectWords(effect)}.`
  }

  #because({ operator, clause }: Obstacle): string {
    return operator === null ? `because ${clause}` : `because of ${this.#name(operator)}: ${clause}`
  }

  #placement({ operators, clause, followers, smallerInput, smallerResult, replacement }: PlacementAdvice): string {
    const subject = `${this.#names(operators)} ${operators.length === 1 ? 'runs' : 'run'} on the CPU`
    const because = operators.length === 1 ? ` because ${clause}` : `, the first because ${clause}`
    const sentences = [`${subject}${because}${followersWords(followers.length)}.`]
    if (smallerInput) {
      const effect = effectWords(smallerInput.effect)
      sentences.push(`${inputWords(smallerInput)}, the largest with which that is mapped: ${effect}.`)
    }
    if (smallerResult) {
      const { operator, size, effect } = smallerResult
      const result = `${this.#name(operator)} to no more than ${size.height}x${size.width}`
      sentences.push(`Resizing by ${result} would be mapped: ${effectWords(effect)}.`)
    }
    if (replacement) {
      const kind = this.#analysis.operators[operators[0] ?? -1]?.kind ?? 'operator'
      const count = replacement.operators.length
      const replaced =
        count === 1 ? 'it replaced by one' : `all ${formatCount(count)} ${kind} on the CPU replaced by operators`
      sentences.push(`With ${replaced} that the Edge TPU runs: ${effectWords(replacement.effect)}.`)
    }
    return sentences.join(' ')
  }

  #conversion({ operators, effect }: ConversionAdvice): string {
    const verb = operators.length === 1 ? 'converts' : 'convert'
    const finding = `${this.#names(operators)} ${verb} between real numbers and integers on the CPU.`
    return `${finding} Integer inputs and outputs would need none: ${effectWords(effect)}.`
  }

  #activations({ operator, workingSetBytes, tensor, shape, tensorBytes, smallerInput }: ActivationAdvice): string {
    const bytes = `${this.#name(operator)} reads and writes ${formatBytes(workingSetBytes)} at once`
    const largest = `the largest tensor is ${tensor} [${shape.join(', ')}] with ${formatBytes(tensorBytes)}`
    const finding = `${bytes}, which is computed in chunks that overlap; ${largest}.`
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

function followersWords(count: number): string {
  if (count === 0) return ''
  return `; ${plural(count, 'operator')} after that ${count === 1 ? 'follows' : 'follow'} there`
}

function inputWords({ size, sizeBefore }: InputSize): string {
  return `An input of ${size.height}x${size.width} instead of ${sizeBefore.height}x${sizeBefore.width} would do`
}
