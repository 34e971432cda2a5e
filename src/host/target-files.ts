import { resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { type EstimatorArtifact, parseArtifact } from '../estimator/artifact.ts'
import { isLearned, targetOfLearned } from '../estimator/learned-target.ts'
import { estimatorOf, isTargetFile, type OwnTargets, targetNames } from '../estimator/target.ts'
import { sortKeys } from '../report/json.ts'
import { readText, showFile } from './files.ts'

/** Those that ship have up to 70 kB; checks on tens of thousands of networks fit, too. */
const largestFile = 16 * 1_048_576

const pathHint = 'Check the path: it is relative to the config file, on the command line to the working directory'
const ownNameHint = 'Change "target" in the file to a name of its own, or leave one of the two out'

/** Where target files are. */
export interface TargetPlace {
  /** What their paths are relative to, absolute. */
  readonly directory: string
  /** What they are shown relative to, absolute. */
  readonly shownFrom: string
}

/** The files among some targets. */
export interface ReadTargets {
  /** By the names that they call themselves. */
  readonly own: OwnTargets
  /** The name that stands in a file, or else what was given. */
  readonly nameOf: (named: string) => string
  /** Absolute. */
  readonly files: readonly string[]
}

/**
 * Reads the target files among names and paths, each once.
 * @throws PreciousError `target/unreadable`, `target/invalid`, and `target/clash` where a file calls itself like another one
 * or like a shipped target that differs: a name in a report or a measurement must mean one target
 */
export async function readTargetFiles(
  named: readonly string[],
  { directory, shownFrom }: TargetPlace,
): Promise<ReadTargets> {
  const own = new Map<string, EstimatorArtifact>()
  const pathAt = new Map<string, string>()
  const nameAt = new Map<string, string>()
  const pathOf = (name: string): string => resolve(directory, name.replaceAll('\\', '/'))
  for (const path of new Set(named.filter(isTargetFile).map(pathOf))) {
    const shown = showFile(path, shownFrom)
    const artifact = await readTargetFile(path, shown)
    const { target } = artifact
    const other = pathAt.get(target)
    if (other !== undefined) throw clash(`the target is called "${target}", as that of ${showFile(other, shownFrom)}`, shown)
    if (differsFromShipped(artifact)) throw clash(`the target is called "${target}" like one that ships, but differs`, shown)
    own.set(target, artifact)
    pathAt.set(target, path)
    nameAt.set(path, target)
  }
  return { own, files: [...nameAt.keys()], nameOf: (name) => (isTargetFile(name) && nameAt.get(pathOf(name))) || name }
}

/**
 * Reads a target file, or that of a learnt estimator, which is a target too. Nothing in it is trusted.
 * @param shown its path as the user knows it
 * @throws PreciousError `target/unreadable`, `target/invalid`
 */
export async function readTargetFile(path: string, shown: string): Promise<EstimatorArtifact> {
  const request = { shown, what: 'target file', code: 'target/unreadable', hint: pathHint, largestBytes: largestFile } as const
  const text = await readText(path, request)
  const value = parseJson(text, shown)
  return isLearned(value) ? targetOfLearned(value, shown) : parseArtifact(value, shown)
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const what = text.trim() === '' ? 'the target file is empty' : 'the target file is not JSON'
    throw new PreciousError('target/invalid', { what, hint: 'Write it with precious calibrate or train', where, cause })
  }
}

function differsFromShipped(artifact: EstimatorArtifact): boolean {
  if (!targetNames.includes(artifact.target)) return false
  return JSON.stringify(artifact, sortKeys) !== JSON.stringify(estimatorOf(artifact.target), sortKeys)
}

function clash(what: string, where: string): PreciousError {
  return new PreciousError('target/clash', { what, hint: ownNameHint, where })
}
