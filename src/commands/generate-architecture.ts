import { resolve } from 'node:path'
import { placed, PreciousError } from '../errors.ts'
import type { Architecture, ArchitectureChoices } from '../generator/architectures/architecture.ts'
import { referenceArchitectures } from '../generator/architectures/reference.ts'
import { measureQuantities } from '../generator/sampling/quantities.ts'
import { nodeFiles } from '../host/files.ts'
import type { Network } from '../model/network.ts'
import { writeNetwork } from '../model/tflite/write.ts'
import { nearest } from '../nearest.ts'
import { formatBytes, formatCount, plural } from '../report/format.ts'
import { sortKeys } from '../report/json.ts'
import { sha256Of } from '../sha256.ts'
import { classesOf, type GenerateOptions, inputSizeOf, widthOf } from './generate-options.ts'
import type { Terminal } from './terminal.ts'

/** Writes an architecture as a model, unless the file holds something else. */
export async function generateArchitecture(
  { name, seed }: { readonly name: string; readonly seed: number },
  options: GenerateOptions,
  { cwd, stdout }: Terminal,
): Promise<void> {
  const architecture = architectureNamed(name)
  const choices = choicesOf(architecture, options, seed)
  const network = build(architecture, choices)
  const bytes = writeNetwork(network)
  const file = options.out ?? fileNameOf(architecture, choices)
  if (options.force !== true) await mustBeFree(resolve(cwd, file), file, bytes)
  await nodeFiles.writeFileAtomically(resolve(cwd, file), bytes).catch((error: unknown) => {
    throw error instanceof PreciousError ? placed(error, file) : error
  })
  const { macs, parameterBytes } = measureQuantities(network)
  const operators = network.operators.length
  const told = { file, sha256: sha256Of(bytes), name, ...choices, operators, macs, parameterBytes }
  const counts = `${plural(operators, 'operator')}, ${formatCount(macs)} multiply-accumulates`
  stdout.write(
    options.json === true
      ? `${JSON.stringify(told, sortKeys, 2)}\n`
      : `${architecture.title} is in ${file}: ${counts}, ${formatBytes(parameterBytes)} of random weights.\n`,
  )
}

function architectureNamed(name: string): Architecture {
  const found = referenceArchitectures.find((architecture) => architecture.name === name)
  if (found !== undefined) return found
  const near = nearest(name, referenceArchitectures.map((architecture) => architecture.name))
  throw new PreciousError('usage/invalid', {
    what: `there is no architecture "${name}"${near === undefined ? '' : `; the nearest known one is "${near}"`}`,
    hint: 'Run precious generate --list to see those that are known',
  })
}

function choicesOf(
  { defaults, hasWidth, title }: Architecture,
  options: GenerateOptions,
  seed: number,
): ArchitectureChoices {
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
    if (!(cause instanceof RangeError)) throw cause
    const { quantisation, inputSize } = choices
    const { title, defaults } = architecture
    throw new PreciousError('usage/invalid', {
      what: `${title} cannot be built in ${quantisation} for an input of ${inputSize}: ${cause.message}`,
      hint: `Change what differs from the published one, which is in ${defaults.quantisation} for ${defaults.inputSize}`,
      cause,
    })
  }
}

/** As the published files are called: `mobilenet-v2_1.0_224_quant.tflite`. */
function fileNameOf({ name, hasWidth }: Architecture, { widthMultiplier, inputSize }: ArchitectureChoices): string {
  const width = Number.isInteger(widthMultiplier) ? widthMultiplier.toFixed(1) : String(widthMultiplier)
  return `${[name, ...(hasWidth ? [width] : []), inputSize, 'quant'].join('_')}.tflite`
}

/** The names are those of published files, which nobody wants to lose to random weights. */
async function mustBeFree(path: string, file: string, bytes: Uint8Array): Promise<void> {
  const found = await nodeFiles.readFile(path).catch((error: unknown) => {
    if (error instanceof PreciousError && error.code === 'model/missing') return undefined
    // Of what cannot be read, writing tells what is wrong.
    if (error instanceof PreciousError) return bytes
    throw error
  })
  if (found === undefined || sha256Of(found) === sha256Of(bytes)) return
  throw new PreciousError('output/unwritable', {
    what: 'there is another file of this name',
    hint: 'Give another name with --out, or replace the file with --force',
    where: file,
  })
}
