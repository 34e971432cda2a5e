import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { onTestFinished } from 'vitest'
import { folderWith } from '../../host/temporary.ts'
import { type HostName, hosts } from './hosts.ts'

const repository = resolve(import.meta.dirname, '../../..')

/** What to change in the example of a bundler. */
export interface Changes {
  /** Options of the plugin, as they are written in the bundler's config. */
  readonly options?: string
  /** Files to write or replace. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** Rewrites the bundler's config. */
  readonly config?: (text: string) => string
}

/** How a build ended. */
export interface BuildResult {
  readonly exitCode: number | null
  /** Both streams, without colours. */
  readonly output: string
  /** What is in the output folder, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** A copy of the example of a bundler in a folder of its own, as a user has it. */
export function projectOf(name: HostName, { options, files = {}, config = (text) => text }: Changes = {}): string {
  const host = hosts[name]
  const folder = folderWith()
  cpSync(join(repository, 'fixtures', host.example), folder, {
    recursive: true,
    filter: (path) => !/[\\/](?:dist|node_modules)$/.test(path),
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }))
  linkPackage(folder, 'unplugin-precious', repository)
  for (const [link, installed] of Object.entries(host.packages)) {
    linkPackage(folder, link, join(repository, 'node_modules', installed))
  }
  const configFile = join(folder, host.config)
  const text = config(readFileSync(configFile, 'utf8'))
  writeFileSync(configFile, options === undefined ? text : text.replace('precious()', `precious(${options})`))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Lets a project import a package from elsewhere. */
export function linkPackage(folder: string, name: string, target: string): void {
  const link = join(folder, 'node_modules', name)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(target, link, 'junction')
}

/** Builds a project by the bundler's command line. */
export async function build(name: HostName, folder: string): Promise<BuildResult> {
  const { child, output } = start(hosts[name].build, folder)
  const exitCode = await new Promise<number | null>((done) => child.once('close', done))
  return { exitCode, output: output(), files: filesIn(join(folder, 'dist')) }
}

/** A bundler that watches a project until the test ends. */
export interface Watcher {
  /** All output so far, without colours. */
  output(): string
  /** Waits until the output behind `from` matches; gives the position behind the match. */
  waitFor(pattern: RegExp, from?: number): Promise<number>
  isRunning(): boolean
}

export function watch(name: HostName, folder: string): Watcher {
  return keepRunning(hosts[name].watch, folder)
}

/**
 * Runs a program that ends with the test only.
 * @param command as in `Host`
 */
export function keepRunning(command: readonly string[], folder: string): Watcher {
  const { child, output } = start(command, folder)
  onTestFinished(() => stop(child))
  return { output, isRunning: () => child.exitCode === null, waitFor: (pattern, from = 0) => waitFor(output, pattern, from) }
}

async function waitFor(output: () => string, pattern: RegExp, from: number): Promise<number> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 50) {
    const match = pattern.exec(output().slice(from))
    if (match !== null) return from + match.index + match[0].length
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`no ${String(pattern)} behind ${from} in:\n${output()}`)
}

function start(command: readonly string[], folder: string): { child: ChildProcess; output: () => string } {
  const [program = '', ...args] = command
  const path = program.startsWith('drivers/')
    ? copyOfDriver(program, folder)
    : join(folder, 'node_modules', program)
  const environment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: '', NODE_ENV: undefined, VITEST: undefined }
  const child = spawn(process.execPath, [path, ...args], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part: string) => (text += part))
  return { child, output: () => withoutColours(text) }
}

/** Into the project, so that it finds the project's packages. */
function copyOfDriver(program: string, folder: string): string {
  const copy = join(folder, 'node_modules', '.driver.mjs')
  cpSync(join(import.meta.dirname, program), copy)
  return copy
}

function withoutColours(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape character is what starts a colour code
  return text.replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((done) => child.once('close', done))
  child.kill('SIGKILL')
  await closed
}

/** The files in a folder, by path; none where there is no folder. */
export function filesIn(folder: string): ReadonlyMap<string, Uint8Array> {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
  return new Map(paths.map((path) => [path.replaceAll(sep, '/'), new Uint8Array(readFileSync(join(folder, path)))]))
}

/** The models among files. */
export function modelsIn(files: ReadonlyMap<string, Uint8Array>): Uint8Array[] {
  return [...files].filter(([path]) => path.endsWith('.tflite')).map(([, bytes]) => bytes)
}

/** Makes files look as if nobody had touched them for a while, so that the cache goes by their time. */
export function age(...paths: readonly string[]): void {
  const then = new Date(Date.now() - 60_000)
  for (const path of paths) utimesSync(path, then, then)
}

/** All code among files. */
export function codeIn(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files]
    .filter(([path]) => /\.m?js$/.test(path))
    .map(([, bytes]) => Buffer.from(bytes).toString('utf8'))
    .join('\n')
}

/** What the longest Base64 text in the code stands for. */
export function inlinedIn(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const texts = codeIn(files).match(/[\w+/]{200,}={0,2}/g) ?? []
  const longest = texts.reduce((best, text) => (text.length > best.length ? text : best), '')
  return new Uint8Array(Buffer.from(longest, 'base64'))
}

/** The report among the files of a build; undefined where there is none. */
export function reportIn(files: ReadonlyMap<string, Uint8Array>): unknown {
  const bytes = files.get('precious-report.json')
  return bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'))
}
