/*
 * A glob is compared here with paths that were found elsewhere (a bundler's module ids, git's file list), and in
 * host/files.ts with the file system. So that both mean the same, only this much of glob syntax is allowed:
 * `*`, `?`, `[abc]`, `[!abc]`, `{a,b}`, `**` as a whole folder name, and `!` at the start.
 */

/** Folders that wildcards never enter; a glob that names one does. */
const closedFolders = ['node_modules', '.git']

/** A brace list that multiplies into more globs than this is a mistake. */
const mostAlternatives = 256

/** The folders that `glob` must not enter. */
export function closedFoldersOf(glob: string): readonly string[] {
  return closedFolders.filter((folder) => !glob.includes(folder))
}

/** Whether `glob` takes files out instead of adding them. */
export function isNegated(glob: string): boolean {
  return glob.startsWith('!')
}

/** The glob without an empty first folder: `./models/*` means `models/*`. */
export function normaliseGlob(glob: string): string {
  return glob.replace(/^(!?)(?:\.\/+)+/, '$1')
}

/** What is wrong with a glob and what to do about it, as a clause; undefined where nothing is. */
export function problemOfGlob(glob: string): string | undefined {
  const pattern = withoutNegation(glob)
  if (pattern.trim() === '') return 'the glob is empty; write a path such as "models/*.tflite"'
  if (pattern.includes('\\')) return 'a glob has no backslashes; separate folders with "/"'
  if (/^(?:\/|[a-z]:)/i.test(pattern)) return 'the path is absolute; write it relative to the config file'
  if (/[()|"\0]/.test(pattern)) return 'parentheses, "|" and quotes are not allowed in a glob; write "?" in their place'
  const alternatives = expandBraces(pattern)
  if (alternatives === undefined) return 'the braces do not match; write a list such as "{a,b}"'
  if (alternatives.length > mostAlternatives) return 'the braces stand for too many globs; write a "*" instead'
  if (!pattern.includes('**') && alternatives.some((alternative) => alternative.includes('**'))) return strayStars
  return alternatives.map(problemOfAlternative).find((problem) => problem !== undefined)
}

const strayStars = '"**" stands beside other letters; write it as a whole folder name, as in "models/**/*.tflite"'

function problemOfAlternative(pattern: string): string | undefined {
  const names = pattern.replace(/^(?:\.\.\/)+/, '').split('/')
  if (names.includes('')) return 'a folder or file name is empty; name a file, as in "models/*.tflite"'
  if (names.some((name) => name !== '**' && name.includes('**'))) return strayStars
  if (names.some((name) => name === '.' || name === '..')) {
    return '"./" and "../" are only allowed at the start; write the path without detours'
  }
  if (/\]\+/.test(pattern)) return '"+" behind a bracket is not allowed in a glob; write "?" in its place'
  if (/[[\]]/.test(pattern.replace(/\[[!^]?[\w.-]+\]/g, ''))) {
    return 'the brackets do not hold letters, digits, ".", "_" or "-"; write a list such as "[abc]"'
  }
  return isCompilable(pattern) ? undefined : 'a range in brackets runs backwards; write it as in "[a-z]"'
}

/**
 * A test whether a path is found by globs: at least one adds it, and none that starts with `!` takes it out.
 * `*`, `?` and `**` do not match names that start with a point, nor enter `node_modules`, except to take files out.
 * A glob that takes a folder out takes out all that is in it.
 * @param globs without problems, see {@link problemOfGlob}
 * @returns a function of a path with forward slashes, relative to the folder that the globs are relative to
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const added = globs.filter((glob) => !isNegated(glob)).map(compileAdding)
  const removed = globs.filter(isNegated).flatMap((glob) => compile(withoutNegation(glob), 'takes out'))
  return (path) => added.some((matches) => matches(path)) && !removed.some((expression) => expression.test(path))
}

function compileAdding(glob: string): (path: string) => boolean {
  const closed = closedFoldersOf(glob)
  const expressions = compile(glob, 'adds')
  return (path) =>
    expressions.some((expression) => expression.test(path)) && !path.split('/').some((name) => closed.includes(name))
}

/** What a glob is for. */
type Purpose = 'adds' | 'takes out'

function compile(glob: string, purpose: Purpose): readonly RegExp[] {
  const alternatives = expandBraces(normaliseGlob(glob)) ?? []
  // Who takes out all that is in a folder takes out the folder, and with it a file of its name.
  const shortened = purpose === 'adds' ? alternatives : alternatives.map((one) => one.replace(/(?<=.)(?:\/\*\*)+$/, ''))
  return shortened.map((alternative) => new RegExp(sourceOf(alternative, purpose), 's'))
}

/** The globs without braces that a glob stands for; each starts with `!` where the glob does. */
export function alternativesOf(glob: string): readonly string[] {
  const negation = isNegated(glob) ? '!' : ''
  return (expandBraces(withoutNegation(glob)) ?? []).map((alternative) => negation + alternative)
}

function isCompilable(alternative: string): boolean {
  try {
    return new RegExp(sourceOf(alternative, 'adds'), 's') instanceof RegExp
  } catch {
    return false
  }
}

function sourceOf(alternative: string, purpose: Purpose): string {
  const names = alternative.split('/').filter((name, index, all) => name !== '**' || all[index + 1] !== '**')
  const start = purpose === 'adds' ? String.raw`(?!\.)` : ''
  const anyName = `${start}[^/]+`
  const sources = names.map((name, index) => {
    const isLast = index === names.length - 1
    if (name === '**') return isLast ? `${anyName}(?:/${anyName})*` : `(?:${anyName}/)*`
    return `${/^[*?[]/.test(name) ? start : ''}${sourceOfName(name)}${isLast ? '' : '/'}`
  })
  return `^${sources.join('')}${purpose === 'adds' ? '' : '(?:/.*)?'}$`
}

function sourceOfName(name: string): string {
  if (name === '*') return '[^/]+'
  return name.replace(/\*|\?|\[[!^]?([^\]]*)\]|[$^+.{}\\]/g, (part, letters: string | undefined) => {
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (letters === undefined) return `\\${part}`
    return /^\[[!^]/.test(part) ? `[^/${letters}]` : `[${letters}]`
  })
}

/** The globs that a glob with brace lists stands for; undefined where the braces do not make lists. */
function expandBraces(glob: string): readonly string[] | undefined {
  const innermost = /\{([^{}]*)\}/.exec(glob)
  if (innermost === null) return /[{}]/.test(glob) ? undefined : [glob]
  const [whole, content = ''] = innermost
  const choices = content.split(',')
  if (choices.length < 2) return undefined
  const before = glob.slice(0, innermost.index)
  const after = glob.slice(innermost.index + whole.length)
  const expanded: string[] = []
  for (const choice of choices) {
    const rest = expandBraces(`${before}${choice}${after}`)
    if (rest === undefined) return undefined
    expanded.push(...rest)
    if (expanded.length > mostAlternatives) break
  }
  return expanded
}

function withoutNegation(glob: string): string {
  return normaliseGlob(isNegated(glob) ? glob.slice(1) : glob)
}
