import { PreciousError } from '../errors.ts'
import type { NasBench201Options } from '../generator/architectures/nas-bench-201.ts'
import type { QuantisationScheme } from '../generator/quantise.ts'
import { mostNetworks } from '../generator/sampling/random-networks.ts'
import { nearest } from '../nearest.ts'

/** What `precious generate` takes on the command line besides a name. */
export interface GenerateOptions {
  readonly list?: boolean
  readonly input?: string
  readonly width?: string
  readonly classes?: string
  readonly quantisation?: QuantisationScheme
  readonly cell?: string
  readonly variant?: NasBench201Options['variant']
  readonly count?: string
  readonly space?: string
  readonly plot?: string
  readonly seed?: string
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
}

/** How a user names the networks that a cell tells apart. */
export const nasBenchName = 'nas-bench-201'

export interface NasBenchTask {
  readonly kind: 'nas-bench-201'
  readonly cell: string
  readonly variant: NasBench201Options['variant']
  readonly seed: number
}

/** What is to be done: one of four things, each with its own options. */
export type GenerateTask =
  | { readonly kind: 'list' }
  | NasBenchTask
  | { readonly kind: 'architecture'; readonly name: string; readonly seed: number }
  | { readonly kind: 'sample'; readonly count: number; readonly seed: number; readonly out: string }

const ofArchitectures = ['input', 'width', 'classes', 'quantisation'] as const
const ofSizes = ['input', 'width', 'quantisation'] as const
const ofCells = ['cell', 'variant'] as const
const ofSamples = ['space', 'plot'] as const
const ofFiles = ['seed', 'out', 'force'] as const
const paths = ['out', 'space', 'plot'] as const

/** Of a command that names none. */
export const usualSeed = 1

/** As many files are a mistake, or a job to be split by seeds. */
const mostAtOnce = Math.min(100_000, mostNetworks)
/** Inputs of published networks end at 1,000 pixels. */
const largestInput = 4_096
const mostClasses = 100_000
const largestWidth = 16

/** @throws PreciousError `usage/invalid` where options make no sense, whatever the disk holds */
export function taskOf(name: string | undefined, options: GenerateOptions): GenerateTask {
  const seed = options.seed === undefined ? usualSeed : wholeNumber('--seed', options.seed, 0, 2 ** 32 - 1)
  const empty = paths.find((path) => options[path] === '')
  if (empty !== undefined) throw usage(`--${empty} is empty`, 'Name a file or folder, or leave it out')
  const kinds = [name !== undefined, options.list === true, options.count !== undefined]
  if (kinds.filter(Boolean).length !== 1) throw whichOne(kinds.some(Boolean))
  if (options.count === undefined) refuse(options, ofSamples, 'random networks', 'Add --count, or leave it out')
  if (name === undefined) refuse(options, ofArchitectures, 'published architectures', 'Name one, or leave it out')
  if (name === nasBenchName) return nasBenchOf(options, seed)
  if (name !== undefined && options.cell !== undefined && nearest(name, [nasBenchName]) !== undefined) {
    throw usage(`there is no architecture "${name}"`, `Write ${nasBenchName}, which is the nearest known one`)
  }
  refuse(options, ofCells, nasBenchName, `Name ${nasBenchName}, or leave it out`)
  if (name !== undefined) return { kind: 'architecture', name, seed }
  if (options.count === undefined) {
    refuse(options, ofFiles, 'what writes files', 'Leave it out: --list prints the names only')
    return { kind: 'list' }
  }
  const count = wholeNumber('--count', options.count, 1, mostAtOnce)
  if (options.out !== undefined) return { kind: 'sample', count, seed, out: options.out }
  throw usage('--out is missing: the folder that the networks are written to', 'Give for instance --out networks')
}

function nasBenchOf(options: GenerateOptions, seed: number): NasBenchTask {
  const { cell, variant = 'eagle' } = options
  const hint = 'Leave it out: NAS-Bench-201 has one size, and its variants are quantised as they were'
  refuse(options, ofSizes, 'other architectures', hint)
  if (cell !== undefined) return { kind: 'nas-bench-201', cell, variant, seed }
  throw usage('--cell is missing: the cell of the network', 'Give it as NAS-Bench-201 writes it, in quotes')
}

/** Height and width of the image in pixels; undefined where the architecture's own is wanted. */
export function inputSizeOf({ input }: GenerateOptions): number | undefined {
  return input === undefined ? undefined : wholeNumber('--input', input, 1, largestInput)
}

export function classesOf({ classes }: GenerateOptions): number | undefined {
  return classes === undefined ? undefined : wholeNumber('--classes', classes, 1, mostClasses)
}

/** Factor on the channel counts. */
export function widthOf({ width }: GenerateOptions): number | undefined {
  if (width === undefined) return undefined
  const factor = /^\d+(?:\.\d+)?$/.test(width) ? Number(width) : 0
  if (factor > 0 && factor <= largestWidth) return factor
  const what = `--width takes a factor above 0 and of at most ${largestWidth}, not "${width}"`
  throw usage(what, 'Give for instance --width 0.5')
}

function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN
  if (value >= low && value <= high) return value
  const what = `${option} takes a whole number from ${low} to ${high}, not "${text}"`
  throw usage(what, `Give for instance ${option} ${Math.max(1, low)}`)
}

function refuse(options: GenerateOptions, names: readonly (keyof GenerateOptions)[], of: string, hint: string): void {
  const given = names.find((name) => options[name] !== undefined)
  if (given !== undefined) throw usage(`--${given} is an option of ${of}`, hint)
}

function whichOne(areSeveral: boolean): PreciousError {
  const hint = 'Give for instance "precious generate mobilenet-v2" or "precious generate --count 100 --out networks"'
  if (areSeveral) return usage('a name, --list and --count exclude one another', hint)
  return usage('there is nothing to generate: name an architecture (--list prints them), or give --count', hint)
}

function usage(what: string, hint: string): PreciousError {
  return new PreciousError('usage/invalid', { what, hint })
}
