import type { Architecture, ArchitectureChoices } from '../generator/architectures/architecture.ts'
import { referenceArchitectures } from '../generator/architectures/reference.ts'
import type { Network } from '../model/network.ts'
import { nearest } from '../nearest.ts'

/** A reference architecture as a table names it. */
export interface NamedArchitecture {
  readonly architecture: Architecture
  readonly choices: ArchitectureChoices
}

const form = /^(?<name>\S+)(?: +(?:(?<width>\d+(?:\.\d+)?)\/)?(?<size>\d+))?(?: +(?<scheme>int8|uint8))?$/

/** No published network is larger, and what is much larger is a slip. */
const largestSize = 4_096
const largestWidth = 16

/**
 * Reads the name of a reference architecture, after which its size may stand and its quantisation: `mobilenet-v2`,
 * `inception-v1 224`, `mobilenet-v1 0.25/128` for a quarter of the channels, `resnet-v2-50 224 int8`. What is left out
 * is as published.
 * @throws RangeError where there is no such architecture, or none of that size
 */
export function parseArchitecture(text: string): NamedArchitecture {
  const { name = text, width, size, scheme } = form.exec(text)?.groups ?? {}
  const architecture = referenceArchitectures.find((candidate) => candidate.name === name)
  if (architecture === undefined) throw new RangeError(unknown(text, name))
  const { defaults, hasWidth, title } = architecture
  if (width !== undefined && !hasWidth) throw new RangeError(`${title} was published in one width only`)
  const widthMultiplier = width === undefined ? defaults.widthMultiplier : Number(width)
  const inputSize = size === undefined ? defaults.inputSize : Number(size)
  if (!(widthMultiplier > 0 && widthMultiplier <= largestWidth && inputSize > 0 && inputSize <= largestSize)) {
    throw new RangeError(`no network has the size of "${text}"`)
  }
  const quantisation = scheme === 'int8' || scheme === 'uint8' ? scheme : defaults.quantisation
  const choices = { ...defaults, widthMultiplier, inputSize, quantisation, seed: 0, weights: 'none' } as const
  return { architecture, choices }
}

/** The name in full, as `parseArchitecture` reads it. */
export function architectureLabel({ architecture, choices }: NamedArchitecture): string {
  const { name, hasWidth, defaults } = architecture
  const { widthMultiplier, inputSize, quantisation } = choices
  const label = `${name} ${hasWidth ? `${widthMultiplier}/` : ''}${inputSize}`
  return quantisation === defaults.quantisation ? label : `${label} ${quantisation}`
}

/** @throws RangeError for an input that is too small for its layers */
export function buildArchitecture({ architecture, choices }: NamedArchitecture): Network {
  return architecture.build(choices)
}

const shownCharacters = 60

function unknown(text: string, name: string): string {
  const near = nearest(name, referenceArchitectures.map((architecture) => architecture.name))
  const shown = JSON.stringify(text.slice(0, shownCharacters))
  const advice = near === undefined ? 'see precious generate --list' : `the nearest known one is "${near}"`
  return `${shown} is neither the path of a .tflite file nor a reference architecture; ${advice}`
}
