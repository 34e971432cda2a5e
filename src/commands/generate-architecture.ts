import { PreciousError } from '../errors.ts'
import type { Architecture, ArchitectureChoices } from '../generator/architectures/architecture.ts'
import { referenceArchitectures } from '../generator/architectures/reference.ts'
import { UnbuildableError } from '../generator/unbuildable-error.ts'
import type { Network } from '../model/network.ts'
import { nearest } from '../nearest.ts'
import { classesOf, type GenerateOptions, inputSizeOf, nasBenchName, widthOf } from './generate-options.ts'
import { classesPart, generatedName } from './generated-name.ts'
import type { Terminal } from './terminal.ts'
import { writeGenerated } from './write-generated.ts'

/** Writes a published architecture with random weights. */
export async function generateArchitecture(
  { name, seed }: { readonly name: string; readonly seed: number },
  options: GenerateOptions,
  terminal: Terminal,
): Promise<void> {
  const architecture = architectureNamed(name)
  const choices = choicesOf(architecture, options, seed)
  const network = build(architecture, choices)
  const fileName = fileNameOf(architecture, choices)
  const generated = { title: architecture.title, network, fileName, choices: { name, ...choices } }
  await writeGenerated(generated, options, terminal)
}

function architectureNamed(name: string): Architecture {
  const found = referenceArchitectures.find((architecture) => architecture.name === name)
  if (found !== undefined) return found
  const near = nearest(name, [...referenceArchitectures.map((architecture) => architecture.name), nasBenchName])
  throw new PreciousError('usage/invalid', {
    what: `there is no architecture "${name}"${near === undefined ? '' : `; the nearest known one is "${near}"`}`,
    hint: 'Run precious generate --list to see those that are known',
  })
}

function choicesOf(
  { defaults, hasWidth, title }: Architecture,
  options: GenerateOptions,
  seed: number,
): Omit<ArchitectureChoices, 'weights'> {
  const widthMultiplier = widthOf(options)
  if (widthMultiplier !== undefined && !hasWidth) {
    throw new PreciousError('usage/invalid', {
      what: `${title} was published in one width only`,
      hint: 'Leave --width out',
    })
  }
  return {
    inputSize: inputSizeOf(options) ?? defaults.inputSize,
    widthMultiplier: widthMultiplier ?? defaults.widthMultiplier,
    classes: classesOf(options) ?? defaults.classes,
    quantisation: options.quantisation ?? defaults.quantisation,
    seed,
  }
}

function build(architecture: Architecture, choices: ArchitectureChoices): Network {
  try {
    return architecture.build(choices)
  } catch (cause) {
    if (!(cause instanceof UnbuildableError)) throw cause
    const { quantisation, inputSize } = choices
    const { title, defaults } = architecture
    throw new PreciousError('usage/invalid', {
      what: `${title} cannot be built in ${quantisation} for an input of ${inputSize}: ${cause.message}`,
      hint: `Change what differs from the published ${defaults.inputSize} in ${defaults.quantisation}`,
      cause,
    })
  }
}

function fileNameOf({ name, hasWidth, defaults }: Architecture, choices: ArchitectureChoices): string {
  const { widthMultiplier, inputSize, classes, quantisation, seed } = choices
  const width = Number.isInteger(widthMultiplier) ? widthMultiplier.toFixed(1) : String(widthMultiplier)
  const scheme = quantisation === defaults.quantisation ? [] : [quantisation]
  return generatedName({
    network: [name, ...(hasWidth ? [width] : []), inputSize],
    choices: [...classesPart(classes, defaults.classes), ...scheme],
    seed,
  })
}
