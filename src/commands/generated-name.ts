import { usualSeed } from './generate-options.ts'

/** What a file that no user named is called after. */
export interface NameParts {
  /** What the network is, such as its architecture, width and size. */
  readonly network: readonly (string | number)[]
  /** What was chosen otherwise than usual. */
  readonly choices?: readonly string[]
  readonly seed: number
}

/**
 * The name of a generated network, such as `mobilenet-v2_1.0_224_quant.tflite`. It resembles that of published files,
 * here `mobilenet_v2_1.0_224_quant.tflite`, and tells all that decides what is in the file.
 */
export function generatedName({ network, choices = [], seed }: NameParts): string {
  const seedPart = seed === usualSeed ? [] : [`seed-${seed}`]
  return `${[...network, 'quant', ...choices, ...seedPart].join('_')}.tflite`
}

/** The part of a name that says how many results there are; none if as many as usual. */
export function classesPart(classes: number, usual: number): readonly string[] {
  return classes === usual ? [] : [`${classes}-classes`]
}
