import { readFileSync, readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix, sep } from 'node:path'
import { type Import, readUses } from './structure/imports.ts'

/** What a part of `src/` may use. A part is a folder with a `/` at its end, or a single file. */
interface Rule {
  /** Parts and files it may import, besides its own. */
  readonly uses: readonly string[]
  /** Parts and files of which it may import types only. */
  readonly types?: readonly string[]
  /** Whether it may touch files, processes, the console and the network. */
  readonly touchesOutside?: true
}

const base = ['errors.ts', 'nearest.ts', 'sha256.ts', 'version.ts'] as const
const core = [
  ...base,
  'model/',
  'analysis/',
  'advice/',
  'compiler-log/',
  'estimator/',
  'budget/',
  'comparison/',
  'report/',
] as const
const everything = [
  ...core,
  'random.ts',
  'generator/',
  'measurement/',
  'import/',
  'sharing/',
  'host/',
  'as-compiled.ts',
  'assess.ts',
  'judge-models.ts',
  'check.ts',
  'cache/',
  'history/',
  'sample/',
  'evaluation/',
  'compiled-for.ts',
] as const

/**
 * One floor stands on the next: a part uses only what stands above it in this table, and as little of it as
 * possible. The longest matching part wins, and what is not in the table does not pass.
 */
const rules: Readonly<Record<string, Rule>> = {
  'errors.ts': { uses: [] },
  'nearest.ts': { uses: [] },
  'random.ts': { uses: [] },
  'sha256.ts': { uses: [] },
  'version.ts': { uses: [] },
  'model/': { uses: ['errors.ts'] },
  'analysis/': { uses: ['errors.ts', 'model/'] },
  'advice/': { uses: ['model/', 'analysis/'] },
  'compiler-log/': { uses: [], types: ['analysis/'] },
  'estimator/': { uses: ['errors.ts', 'nearest.ts', 'random.ts', 'analysis/properties.ts'] },
  'budget/': { uses: ['errors.ts', 'nearest.ts'], types: ['estimator/delta.ts', 'estimator/estimate.ts', 'estimator/target.ts'] },
  'comparison/': { uses: ['errors.ts', 'model/', 'analysis/', 'estimator/', 'budget/'] },
  'report/': {
    uses: ['errors.ts', 'analysis/properties.ts', 'advice/', 'estimator/estimate.ts'],
    types: ['model/', 'analysis/', 'estimator/', 'budget/', 'comparison/'],
  },

  'generator/': { uses: ['errors.ts', 'random.ts', 'model/'] },
  'generator/sampling/': {
    uses: ['errors.ts', 'nearest.ts', 'random.ts', 'budget/schema-messages.ts', 'model/', 'analysis/', 'generator/'],
  },
  'sharing/': {
    uses: ['errors.ts', 'analysis/', 'estimator/', 'budget/', 'report/'],
    types: ['assess.ts'],
  },
  'measurement/': {
    uses: ['errors.ts', 'nearest.ts', 'sha256.ts', 'budget/schema-messages.ts', 'model/', 'analysis/'],
    types: ['estimator/estimate.ts'],
  },
  'import/': { uses: [...base, 'model/', 'analysis/', 'generator/', 'measurement/'] },
  'measurement/devices/': { uses: ['errors.ts', 'model/', 'measurement/'], touchesOutside: true },
  'measurement/meters/': { uses: ['errors.ts', 'measurement/'], touchesOutside: true },

  'host/': { uses: [...core, 'measurement/'], types: ['check.ts', 'judge-models.ts'], touchesOutside: true },
  'as-compiled.ts': { uses: core },
  'assess.ts': { uses: core },
  'judge-models.ts': { uses: [...core, 'measurement/', 'sharing/'], types: ['assess.ts'] },
  'check.ts': {
    uses: [...core, 'generator/', 'measurement/', 'sharing/', 'as-compiled.ts', 'assess.ts', 'judge-models.ts'],
    types: ['host/'],
  },
  'cache/': {
    uses: [...base, 'assess.ts', 'host/', 'compiler-log/'],
    types: ['check.ts', 'estimator/', 'report/'],
    touchesOutside: true,
  },
  'compiled-for.ts': { uses: [...base, 'host/', 'cache/'], types: ['budget/', 'as-compiled.ts'] },
  'sample/': { uses: [...core, 'generator/'] },
  'evaluation/': { uses: [...base, 'estimator/', 'report/'], types: ['measurement/'] },
  'history/': { uses: [...core, 'host/lfs-pointer.ts'], types: ['assess.ts', 'cache/', 'host/'] },

  'commands/': { uses: everything, touchesOutside: true },
  'plugin/': { uses: everything, touchesOutside: true },
  'action/': { uses: everything, touchesOutside: true },
  'cli.ts': { uses: [...everything, 'commands/'], touchesOutside: true },
  'action.ts': { uses: [...everything, 'action/'], touchesOutside: true },
  'index.ts': { uses: everything, types: ['plugin/'] },
  'cost-loader.ts': { uses: ['plugin/'] },
  ...Object.fromEntries(
    ['webpack', 'vite', 'rollup', 'rolldown', 'rspack', 'rsbuild', 'esbuild', 'farm']
      .map((bundler) => [`${bundler}.ts`, { uses: ['plugin/'] }]),
  ),
}

/** Builtins that only compute; every other one reaches files, processes or the network. */
const pureBuiltins: ReadonlySet<string> = new Set(['assert', 'buffer', 'crypto', 'path', 'path/posix', 'url', 'util'])
const outsidePackages: ReadonlySet<string> = new Set(['cosmiconfig', 'jiti', 'tinyglobby'])
const outsideGlobals: ReadonlySet<string> = new Set(['console', 'fetch', 'process'])

export interface Violation {
  /** `src/model/read.ts:3` */
  readonly where: string
  readonly what: string
}

/** Every place where a source breaks the rules. `sources` maps paths below `src/` to their text. */
export function findViolations(sources: ReadonlyMap<string, string>): readonly Violation[] {
  return [...sources].flatMap(([path, text]) => {
    const part = partOf(path)
    const rule = part === undefined ? undefined : rules[part]
    if (part === undefined || rule === undefined) {
      return [{ where: `src/${path}:1`, what: 'stands in no part that the table of rules knows' }]
    }
    const { imports, globals } = readUses(path, text, outsideGlobals)
    const found = [
      ...imports.map((used) => ({ line: used.line, what: judgeImport(path, part, rule, used) })),
      ...globals.map(({ line, name }) => ({ line, what: judgeOutside(part, rule, name) })),
    ]
    return found
      .toSorted((a, b) => a.line - b.line)
      .flatMap(({ line, what }) => (what === undefined ? [] : [{ where: `src/${path}:${line}`, what }]))
  })
}

function judgeImport(path: string, part: string, rule: Rule, { specifier, isTypeOnly }: Import): string | undefined {
  if (!specifier.startsWith('.')) return isOutside(specifier) ? judgeOutside(part, rule, specifier) : undefined
  const imported = posix.join(posix.dirname(path), specifier)
  if (imported.startsWith('../')) return judgeOutside(part, rule, specifier)
  if (partOf(imported) === part || rule.uses.some((used) => covers(used, imported))) return undefined
  const knowsTypes = rule.types?.some((used) => covers(used, imported)) === true
  if (knowsTypes && isTypeOnly) return undefined
  return knowsTypes ? `${part} may import only types from ${imported}` : `${part} must not know ${imported}`
}

function judgeOutside(part: string, rule: Rule, used: string): string | undefined {
  return rule.touchesOutside ? undefined : `${part} must not touch the outside, but uses ${used}`
}

function isOutside(specifier: string): boolean {
  return isBuiltin(specifier) ? !pureBuiltins.has(specifier.replace(/^node:/, '')) : outsidePackages.has(specifier)
}

function partOf(path: string): string | undefined {
  return Object.keys(rules).filter((part) => covers(part, path)).toSorted((a, b) => b.length - a.length)[0]
}

function covers(part: string, path: string): boolean {
  return part.endsWith('/') ? path.startsWith(part) : path === part
}

function readSources(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  return new Map(paths.toSorted().map((path) => [path.replaceAll(sep, '/'), readFileSync(join(folder, path), 'utf8')]))
}

function main(): void {
  const sources = readSources(join(import.meta.dirname, '..', 'src'))
  const violations = findViolations(sources)
  for (const { where, what } of violations) console.error(`${where}  ${what}`)
  console.log(`${sources.size} files, broken rules: ${violations.length}`)
  process.exitCode = violations.length === 0 ? 0 : 1
}

if (process.argv[1] === import.meta.filename) main()
