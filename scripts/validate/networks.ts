import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArchitectureChoices } from '../../src/generator/architectures/architecture.ts'
import { convolutionChain, denseChain } from '../../src/generator/architectures/chains.ts'
import { referenceArchitectures } from '../../src/generator/architectures/reference.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'

/** A network of which somebody published a figure. */
export interface KnownNetwork {
  /** How tables name it, such as `mobilenet-v1 0.25/128`. */
  readonly model: string
  /** Networks of other widths and inputs are of one architecture, which counts once in means. */
  readonly architecture: string
  /** @param models folder with the real models */
  make(models: string): Network
}

/** Weights do not bear on what is estimated. */
const seed = 1

/** A reference architecture, as published but for what is chosen. */
export function known(name: string, choices: Partial<ArchitectureChoices> = {}): KnownNetwork {
  const architecture = referenceArchitectures.find((candidate) => candidate.name === name)
  if (architecture === undefined) throw new Error(`there is no reference architecture ${name}`)
  const chosen = { ...architecture.defaults, ...choices, seed }
  const width = architecture.hasWidth ? `${chosen.widthMultiplier}/` : ''
  return { model: `${name} ${width}${chosen.inputSize}`, architecture: name, make: () => architecture.build(chosen) }
}

/** A network that is at hand as a real file only. */
export function fromFile(model: string, file: string): KnownNetwork {
  return { model, architecture: model, make: (models) => loadNetwork(readFileSync(join(models, file))) }
}

/** Chains of equal layers, of which there are sweeps of widths: no models that anyone ships. */
const chains: ReadonlySet<string> = new Set(['convolution-chain', 'dense-chain'])

export function isChain(architecture: string): boolean {
  return chains.has(architecture)
}

/** A network of a width sweep. */
export function convolutions(width: number): KnownNetwork {
  const model = `convolution-chain 5x${width}`
  return { model, architecture: 'convolution-chain', make: () => convolutionChain({ width, seed }) }
}

/** @param inputs 64 for networks of four hidden layers, 6,912 for those of five */
export function denseLayers(width: number, inputs: 64 | 6_912): KnownNetwork {
  const layers = inputs === 64 ? 4 : 5
  const model = `dense-chain ${layers}x${width}`
  return { model, architecture: 'dense-chain', make: () => denseChain({ width, layers, inputs, seed }) }
}

export const poseNet: KnownNetwork = fromFile(
  'posenet-mobilenet-v1 0.75/353x481',
  'posenet_mobilenet_v1_075_353_481_16_quant_decoder.tflite',
)

export const moveNet: KnownNetwork = fromFile('movenet-lightning 192', 'movenet_single_pose_lightning_ptq.tflite')
