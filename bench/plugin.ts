import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './support/median.ts'
import { build, type BuildKind, type BuildSettings, type BuildTimes } from './support/webpack-project.ts'
import { builtFiles, plugin, pluginCache, writeProject } from './support/webpack-project.ts'

/**
 * What the plugin adds to a webpack build of 1,000 small modules and 20 different models of 4 MB: medians of the
 * differences in pairs of builds with and without it, in turn and in alternating order. Exits with 1 if that is beyond
 * 10 % where the plugin has no results yet, or beyond 3 % and 20 ms where it has. Takes some minutes; fewer pairs:
 * `npx jiti bench/plugin.ts 5`. Needs a build of the package.
 *
 * A build is timed from the start of its process to its exit, since that is what a user waits for: loading the plugin
 * comes before webpack is called, and work that a plugin leaves behind may hold the exit up.
 */
const modules = 1_000
const models = 20
const pairs = Number(process.argv[2] ?? 20)
/** Rows without a limit are measured in every third pair. An odd number, so that the order still alternates. */
const pairsPerUnlimited = 3

interface Row extends BuildSettings {
  readonly name: string
  /** Whether the plugin has results of an earlier build. */
  readonly isWarm: boolean
  /** The most that the plugin may add, by the time of the builds without it; undefined where that is not promised. */
  readonly limitMs: ((withoutMs: number) => number) | undefined
}

const usual: BuildSettings = { isCi: false, keepsWebpackCache: false }
const rows: readonly Row[] = [
  { ...usual, name: 'cold', isWarm: false, limitMs: (ms) => ms * 0.1 },
  { ...usual, name: 'warm', isWarm: true, limitMs: (ms) => Math.max(ms * 0.03, 20) },
  // The plugin then reads and hashes each model.
  { ...usual, name: 'warm, CI=true', isCi: true, isWarm: true, limitMs: undefined },
  { ...usual, name: "warm, webpack's cache too", keepsWebpackCache: true, isWarm: true, limitMs: undefined },
]

type Pair = Readonly<Record<BuildKind, BuildTimes>>

function main(): number {
  if (!existsSync(plugin)) throw new Error('there is no build: run "npm run build" first')
  if (!Number.isInteger(pairs) || pairs < 1) throw new Error('the number of pairs must be 1 or more')
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'precious-plugin-')))
  try {
    writeProject(folder, modules, models)
    const size = (statSync(join(folder, 'models/model0.tflite')).size / 1e6).toFixed(1)
    console.log(`webpack builds of ${modules} modules and ${models} models of ${size} MB, medians of ${pairs} pairs\n`)
    warmUp(folder)
    const results = measure(folder)
    const areHeld = rows.map((row) => isHeld(row, results.get(row) ?? []))
    return areHeld.every(Boolean) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Fills the caches of the file system, the plugin and webpack; what is built must not depend on the plugin. */
function warmUp(folder: string): void {
  for (const row of rows) {
    for (const kind of ['with', 'without'] as const) build(folder, kind, row)
    const [withPlugin, without] = [builtFiles(folder, 'with'), builtFiles(folder, 'without')]
    const shipped = without.filter((name) => name.endsWith('.tflite'))
    if (shipped.length !== models) throw new Error(`the build ships ${shipped.length} models`)
    if (withPlugin.join() !== without.join()) throw new Error('the builds with and without the plugin differ')
  }
}

/** All rows in turn, so that what else the machine does meets them alike. */
function measure(folder: string): ReadonlyMap<Row, readonly Pair[]> {
  const results = new Map(rows.map((row): [Row, Pair[]] => [row, []]))
  for (let pair = 0; pair < pairs; pair++) {
    for (const [row, list] of results) {
      const isLeftOut = row.limitMs === undefined && pair % pairsPerUnlimited !== 0
      if (!isLeftOut) list.push(measurePair(folder, row, pair % 2 === 0))
    }
  }
  return results
}

function measurePair(folder: string, row: Row, isPluginFirst: boolean): Pair {
  if (!row.isWarm) rmSync(pluginCache(folder), { recursive: true, force: true })
  if (isPluginFirst) return { with: build(folder, 'with', row), without: build(folder, 'without', row) }
  const without = build(folder, 'without', row)
  return { with: build(folder, 'with', row), without }
}

function isHeld({ name, limitMs }: Row, results: readonly Pair[]): boolean {
  const whole = overhead(results, 'processMs')
  const inside = overhead(results, 'buildMs')
  const limit = limitMs?.(whole.base)
  const isOver = limit !== undefined && whole.added > limit
  const verdict = limit === undefined ? 'no limit' : `limit ${limit.toFixed(0)} ms, ${isOver ? 'EXCEEDED' : 'held'}`
  console.log(`${name}: ${shown(whole)}, ${verdict}`)
  const half = `half of ${results.length} pairs ${signed(whole.low)} to ${signed(whole.high)} ms`
  console.log(`  ${half}; inside of the process ${shown(inside)}`)
  return !isOver
}

interface Overhead {
  /** Of the builds without the plugin. */
  readonly base: number
  /** By the plugin, in milliseconds as all of these. */
  readonly added: number
  /** Half of the differences lie between the two. */
  readonly low: number
  readonly high: number
}

/** Differences within pairs, so that what lasts longer than a pair falls out. */
function overhead(results: readonly Pair[], time: keyof BuildTimes): Overhead {
  const differences = results.map((pair) => pair.with[time] - pair.without[time]).sort((a, b) => a - b)
  const quarter = Math.floor(differences.length / 4)
  return {
    base: median(results.map(({ without }) => without[time])),
    added: median(differences),
    low: differences[quarter] ?? Number.NaN,
    high: differences.at(-1 - quarter) ?? Number.NaN,
  }
}

function shown({ base, added }: Overhead): string {
  return `${base.toFixed(0)} ms ${signed(added)} ms (${((added / base) * 100).toFixed(1)} %)`
}

function signed(ms: number): string {
  return `${ms < 0 ? '' : '+'}${ms.toFixed(0)}`
}

process.exitCode = main()
