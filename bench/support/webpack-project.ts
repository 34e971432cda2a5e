import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mobileNetV2 } from '../../src/generator/architectures/mobilenet-v2.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'

/** How many other modules a module imports. */
const branches = 4

/** Long ago enough for the plugin to tell a file by its time. */
const writtenBeforeMs = 60 * 60 * 1_000

const webpack = import.meta.resolve('webpack')
export const plugin: URL = new URL('../../dist/webpack.js', import.meta.url)

/**
 * What a user's build script does. The plugin is imported where it is used, so that its loading counts in the process
 * and webpack's counts in both kinds of build.
 */
const buildScript = `
import webpack from ${JSON.stringify(webpack)}
const [kind, cache] = process.argv.slice(2)
const plugins = kind === 'with' ? [(await import(${JSON.stringify(plugin.href)})).default()] : []
const start = performance.now()
const compiler = webpack({
  mode: 'production',
  context: import.meta.dirname,
  entry: './src/module0.js',
  output: { path: import.meta.dirname + '/dist-' + kind },
  cache: cache === 'filesystem' ? { type: 'filesystem', name: kind } : false,
  performance: { hints: false },
  plugins,
})
compiler.run((error, stats) => {
  compiler.close((closeError) => {
    const messages = stats?.toJson({ all: false, errors: true, warnings: true })
    const problem = error ?? closeError ?? messages.errors[0] ?? messages.warnings[0]
    if (problem) throw new Error(problem.message)
    console.log(JSON.stringify({ buildMs: performance.now() - start }))
  })
})
`

/** Whether the plugin takes part. */
export type BuildKind = 'with' | 'without'

export interface BuildSettings {
  readonly isCi: boolean
  /** Whether webpack keeps its own results on disk. */
  readonly keepsWebpackCache: boolean
}

export interface BuildTimes {
  /** From the start of the process to its exit. */
  readonly processMs: number
  /** From calling webpack to the closed compiler. */
  readonly buildMs: number
}

/** Writes a project of small modules and models, as many as it has pages. */
export function writeProject(folder: string, modules: number, models: number): void {
  const names = Array.from({ length: models }, (_, index) => `model${index}.tflite`)
  const files = new Map<string, string | Uint8Array>([
    ['package.json', JSON.stringify({ name: 'application', private: true })],
    ['build.mjs', buildScript],
    ['precious.config.json', configText()],
  ])
  for (let index = 0; index < modules; index++) files.set(`src/module${index}.js`, moduleText(index, modules, names))
  for (const [index, name] of names.entries()) files.set(`models/${name}`, modelBytes(index + 1))
  for (const name of ['src', 'models']) mkdirSync(join(folder, name))
  const writtenAt = new Date(Date.now() - writtenBeforeMs)
  for (const [path, content] of files) {
    writeFileSync(join(folder, path), content)
    utimesSync(join(folder, path), writtenAt, writtenAt)
  }
}

function configText(): string {
  const models = [{ match: 'models/*.tflite', budgets: { latency: '10 ms' } }]
  return `${JSON.stringify({ target: 'coral-usb3-max', models }, null, 2)}\n`
}

/** As large as the published model, and a different one for each seed. */
function modelBytes(seed: number): Uint8Array {
  return writeNetwork(mobileNetV2({ widthMultiplier: 1.08, inputSize: 224, quantisation: 'uint8', seed }))
}

/**
 * The first module loads pages as they are needed, each with a model; the others are trees below a page. In one piece,
 * the minimiser would take most of the time: what it does grows with the square of the modules that webpack joins.
 */
function moduleText(index: number, modules: number, names: readonly string[]): string {
  if (index === 0) return names.map((_, page) => pageImport(page)).join('')
  const pages = names.length
  const page = (index - 1) % pages
  const place = Math.floor((index - 1) / pages)
  const children = Array.from({ length: branches }, (_, branch) => (place * branches + branch + 1) * pages + page + 1)
  const imported = children.filter((child) => child < modules)
  const url = place === 0 ? `new URL('../models/${names[page]}', import.meta.url).href` : `'none'`
  return [
    ...imported.map((child) => `import { total as total${child} } from './module${child}.js'`),
    `export const label = 'module ${index} ' + ${url}`,
    `export const scale = (value) => (value * ${index + 1}) % 1009`,
    `export function weigh(list) {`,
    `  return list.map(scale).filter((value) => value > ${index % 7}).reduce((sum, value) => sum + value, 0)`,
    `}`,
    `export function total(list) {`,
    `  return [weigh(list), label${imported.map((child) => `, total${child}(list)`).join('')}].join(' ')`,
    `}`,
    '',
  ].join('\n')
}

function pageImport(page: number): string {
  return `import('./module${page + 1}.js').then(({ total }) => console.log(total([1, 2])))\n`
}

/** Where the plugin keeps its results. */
export function pluginCache(folder: string): string {
  return join(folder, 'node_modules', '.cache', 'precious')
}

/** What a build wrote, with content hashes in the names of the models. */
export function builtFiles(folder: string, kind: BuildKind): string[] {
  return readdirSync(join(folder, `dist-${kind}`)).sort()
}

/**
 * Builds in a process of its own, into an empty folder. Throws where that fails, and where the plugin does not speak of
 * the models.
 */
export function build(folder: string, kind: BuildKind, { isCi, keepsWebpackCache }: BuildSettings): BuildTimes {
  rmSync(join(folder, `dist-${kind}`), { recursive: true, force: true })
  const args = [join(folder, 'build.mjs'), kind, keepsWebpackCache ? 'filesystem' : 'none']
  const env = { ...process.env, CI: isCi ? 'true' : undefined }
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
  const processMs = performance.now() - start
  if (status !== 0) throw new Error(`the build ${kind} the plugin ended with ${status}: ${stderr}`)
  const isJudged = stderr.includes('model0.tflite')
  if (isJudged !== (kind === 'with')) throw new Error(`the build ${kind} the plugin said: ${stderr}`)
  const { buildMs }: { buildMs: number } = JSON.parse(stdout)
  return { processMs, buildMs }
}
