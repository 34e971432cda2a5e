import { alternativesOf, globMatcher, isNegated, normaliseGlob } from '../budget/glob.ts'
import type { ResolvedConfig } from '../budget/resolve-config.ts'

/** Which files of a repository are models of a config. */
export interface TrackedPaths {
  /** The folder that holds them all, relative to the top of the repository; other folders need not be listed. */
  readonly folder: string
  /** What git may narrow its history down with, relative to the config's folder: too much rather than too little. */
  readonly pathspecs: readonly string[]
  /** The path of a file below `folder`, relative to the config's folder; undefined where it is no model. */
  readonly modelPath: (pathInFolder: string) => string | undefined
}

/**
 * @param location the config's folder, relative to the top of the repository, as the names on the way
 * @param only a further glob that models must match, relative to the config's folder
 * @returns undefined where no glob leads into the repository
 */
export function trackedPaths(
  { models }: Pick<ResolvedConfig, 'models'>,
  location: readonly string[],
  only?: string,
): TrackedPaths | undefined {
  const isInside = (glob: string): boolean => stepsUp(glob) <= location.length
  const globs = models.flatMap(({ match }) => match.filter((glob) => !isNegated(glob))).flatMap(plainGlobs)
  const inside = globs.filter(isInside)
  const narrowed = only === undefined ? inside : plainGlobs(only).filter(isInside)
  if (inside.length === 0 || narrowed.length === 0) return undefined
  const folder = commonNames(inside.map((glob) => [...namesAbove(location, glob), ...literalNames(glob)]))
  const matchers = models.map(({ match }) => globMatcher(match))
  const isAskedFor = only === undefined ? () => true : globMatcher([only])
  return {
    folder: folder.join('/'),
    pathspecs: narrowed.map((glob) => `:(glob)${glob}`),
    modelPath: (pathInFolder) => {
      const path = pathFrom(location, [...folder, ...pathInFolder.split('/')])
      return isAskedFor(path) && matchers.some((matches) => matches(path)) ? path : undefined
    },
  }
}

function plainGlobs(glob: string): readonly string[] {
  return alternativesOf(glob).map(normaliseGlob)
}

/** How many folders up a glob starts. */
function stepsUp(glob: string): number {
  return glob.split('/').filter((name) => name === '..').length
}

function namesAbove(location: readonly string[], glob: string): readonly string[] {
  return location.slice(0, location.length - stepsUp(glob))
}

/** The folders that a glob names before its first wildcard. */
function literalNames(glob: string): readonly string[] {
  const names = glob.split('/').slice(stepsUp(glob), -1)
  const wildcard = names.findIndex((name) => /[*?[]/.test(name))
  return wildcard < 0 ? names : names.slice(0, wildcard)
}

/** The path from one folder to a file, both given by the names on the way from the top. */
function pathFrom(location: readonly string[], file: readonly string[]): string {
  const shared = commonNames([location, file]).length
  return [...location.slice(shared).map(() => '..'), ...file.slice(shared)].join('/')
}

function commonNames([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const end = first.findIndex((name, index) => others.some((names) => names[index] !== name))
  return end < 0 ? first : first.slice(0, end)
}
