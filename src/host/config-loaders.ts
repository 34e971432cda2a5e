import { dirname, isAbsolute, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader } from 'cosmiconfig'
import type { JitiOptions } from 'jiti'
import { defineConfig } from '../budget/user-config.ts'
import { importModule } from './config-module.ts'
import { positionOfJsonError } from './json-error.ts'

/** A config file that cannot be read: what the programs that read it said, in this tool's words. */
export class ConfigLoadError extends Error {
  override readonly name = 'ConfigLoadError'
  readonly hint: string
  /** Counted from 1. */
  readonly line: number | undefined

  constructor(message: string, hint: string, line: number | undefined, cause: unknown) {
    super(message, { cause })
    this.hint = hint
    this.line = line
  }
}

/** How each kind of config file is read. jiti and js-yaml are loaded when a file needs them. */
export const configLoaders: Readonly<Record<string, Loader>> = {
  '.json': loadJson,
  '.yaml': loadYaml,
  '.yml': loadYaml,
  noExt: loadYaml,
  '.js': loadModule,
  '.mjs': loadModule,
  '.cjs': loadModule,
  '.ts': loadTypeScript,
  '.mts': loadTypeScript,
  '.cts': loadTypeScript,
}

function loadJson(_path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    const position = positionOfJsonError(text)
    const found = position < text.length ? `unexpected ${JSON.stringify(text[position])}` : 'the file ends too early'
    const hint = 'JSON has no comments, no single quotes and no comma before a closing bracket'
    throw new ConfigLoadError(`this is not valid JSON: ${found}`, hint, lineAt(text, position), cause)
  }
}

async function loadYaml(path: string, text: string): Promise<unknown> {
  const { defaultLoaders } = await import('cosmiconfig')
  try {
    const value: unknown = defaultLoaders['.yaml'](path, text)
    return value
  } catch (cause) {
    const { reason, line } = yamlProblem(cause)
    const hint = 'Check the indentation and quotes around this line'
    throw new ConfigLoadError(`this is not valid YAML: ${reason}`, hint, line, cause)
  }
}

function yamlProblem(error: unknown): { readonly reason: string; readonly line: number | undefined } {
  const reason = isObject(error) && typeof error['reason'] === 'string' ? error['reason'] : String(error)
  const mark = isObject(error) ? error['mark'] : undefined
  const line = isObject(mark) && typeof mark['line'] === 'number' ? mark['line'] + 1 : undefined
  return { reason, line }
}

async function loadModule(path: string, text: string): Promise<unknown> {
  try {
    const module = await importModule(path, text, (specifier): Promise<unknown> => import(specifier))
    return defaultExport(module)
  } catch (cause) {
    if (isOwnPackageMissing(cause)) return await loadWithoutInstall(path, text)
    throw await explainThrown(path, text, cause)
  }
}

async function loadTypeScript(path: string, text: string): Promise<unknown> {
  try {
    return await loadByJiti(path, text, {})
  } catch (cause) {
    if (isOwnPackageMissing(cause)) return await loadWithoutInstall(path, text)
    throw await explainThrown(path, text, cause)
  }
}

async function loadByJiti(path: string, text: string, options: JitiOptions): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(pathToFileURL(path).href, { ...options, interopDefault: false })
  return defaultExport(await importModule(path, text, (): Promise<unknown> => jiti.import(path)))
}

/**
 * Where this tool runs without being installed beside the config, as in the GitHub Action, what configs import of it is
 * given by itself.
 */
async function loadWithoutInstall(path: string, text: string): Promise<unknown> {
  try {
    return await loadByJiti(path, text, { virtualModules: { [ownPackage]: { defineConfig } } })
  } catch (cause) {
    throw await explainThrown(path, text, cause)
  }
}

const ownPackage = 'unplugin-precious'

function isOwnPackageMissing(error: unknown): boolean {
  return isModuleMissing(error) && messageOf(error).includes(`'${ownPackage}'`)
}

function isModuleMissing(error: unknown): boolean {
  return isObject(error) && /^(?:ERR_)?MODULE_NOT_FOUND$/.test(String(error['code']))
}

/** Undefined where a module exports no default. CommonJS modules export as a whole. */
function defaultExport(module: unknown): unknown {
  if (!isObject(module)) return module
  if ('default' in module) return module['default']
  return isNamespace(module) ? undefined : module
}

function isNamespace(module: object): boolean {
  return Object.prototype.toString.call(module) === '[object Module]' || '__esModule' in module
}

async function explainThrown(path: string, text: string, cause: unknown): Promise<ConfigLoadError> {
  const message = messageOf(cause)
  if (isModuleMissing(cause)) {
    return explainMissing(path, text, message, cause)
  }
  const line = lineInStack(path, cause)
  if (!(cause instanceof SyntaxError) && !message.startsWith('ParseError')) {
    const hint = 'Correct the config so that it only exports a value'
    return new ConfigLoadError(`the config threw an error: ${message}`, hint, line, cause)
  }
  const foundLine = line ?? (await lineByCheck(path))
  const what = `the config has a syntax error: ${message.replace(/^ParseError:\s*/, '')}`
  const hint = foundLine === undefined ? 'Correct it, here or in a file that it imports' : 'Correct the syntax'
  return new ConfigLoadError(what, hint, foundLine, cause)
}

function explainMissing(path: string, text: string, message: string, cause: unknown): ConfigLoadError {
  const [, name] = /Cannot find (?:package|module) '([^']+)'/.exec(message) ?? []
  if (name === undefined) return new ConfigLoadError(message, 'Correct the import', undefined, cause)
  const shown = isAbsolute(name) ? `./${relative(dirname(path), name).replaceAll('\\', '/')}` : name
  const position = text.indexOf(shown)
  const line = position === -1 ? undefined : lineAt(text, position)
  const hint = 'Install it, or correct the import'
  return new ConfigLoadError(`the config imports "${shown}", which cannot be found`, hint, line, cause)
}

/** Node keeps the line of a syntax error in an ES module to itself, except when it only checks the file. */
async function lineByCheck(path: string): Promise<number | undefined> {
  const { execFile } = await import('node:child_process')
  const stderr = await new Promise<string>((done) => {
    execFile(process.execPath, ['--check', path], { timeout: 10_000 }, (_error, _stdout, text) => done(text))
  })
  return lineAfterName(path, stderr)
}

/** The line of the config file at the top of an error's stack. */
function lineInStack(path: string, error: unknown): number | undefined {
  return error instanceof Error ? lineAfterName(path, error.stack ?? '') : undefined
}

/** The line in the first `file:line` of a text. */
function lineAfterName(path: string, text: string): number | undefined {
  for (const name of [pathToFileURL(path).href, path]) {
    for (const part of text.split(name).slice(1)) {
      const [, line] = /^(?:\?precious=\d+)?:(\d+)/.exec(part) ?? []
      if (line !== undefined) return Number(line)
    }
  }
  return undefined
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function messageOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first.trim().replace(/\.$/, '')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
