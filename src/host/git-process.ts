import { type ChildProcess, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { PreciousError } from '../errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where a git command runs, and with what. */
export interface GitPlace {
  /** Absolute. */
  readonly cwd: string
  readonly env: Environment
}

/** How a git command ended. */
export interface GitRun {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/**
 * Variables by which git tells its hooks which repository they belong to, and others that change what paths mean. The
 * folder that is asked about decides alone: a hook of one repository may well judge the models of another. What sets
 * single config values (`GIT_CONFIG_COUNT`, `GIT_CONFIG_PARAMETERS`) stays, since credentials come that way.
 */
const misleading: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
])

/** An environment in which git speaks English, asks nothing and locks nothing that it only reads. */
export function gitEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !misleading.has(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }
}

/** Runs a git command to its end, however it ends. @throws PreciousError `git/unavailable` where git does not start */
export async function runGit(args: readonly string[], { cwd, env }: GitPlace): Promise<GitRun> {
  const child = spawn('git', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const code = await exitOf(child).catch(async (error: unknown) => {
    throw await startFailure(error, cwd)
  })
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }
}

/** Runs a git command that must not fail. @throws PreciousError `git/unavailable` */
export async function succeed(args: readonly string[], place: GitPlace): Promise<GitRun> {
  const run = await runGit(args, place)
  if (run.code !== 0) throw gitFailure(run, place.cwd)
  return run
}

/** What a command printed that prints a single line, which may be a path with line ends in it. */
export function lineOf({ stdout }: GitRun): string {
  return stdout.toString().replace(/\r?\n$/, '')
}

/**
 * The exit code once a process has ended and all that it wrote was read; 128, as git dies, after a signal.
 * @throws what keeps it from starting
 */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 128))
  })
}

/** Node reports a working directory that is not there like a program that is not there. */
export async function startFailure(cause: unknown, cwd: string): Promise<PreciousError> {
  const isFolder = await stat(cwd).then((found) => found.isDirectory(), () => false)
  if (!isFolder) {
    const hint = 'Check the path'
    return new PreciousError('git/unavailable', { what: 'there is no such folder', hint, where: cwd, cause })
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new PreciousError('git/unavailable', {
    what: code === 'ENOENT' ? 'git is not installed, or not in the PATH' : `git cannot be started (${code})`,
    hint: 'Install git (https://git-scm.com), which reads the models of other commits',
    cause,
  })
}

/** What git said when it failed, as an error of the user's making. */
export function gitFailure({ code, stderr }: GitRun, where: string): PreciousError {
  const foreign = /(?:dubious ownership in repository at|unsafe repository \(?)\s*'([^\n]*?)'/.exec(stderr)
  if (foreign !== null) {
    return new PreciousError('git/unavailable', {
      what: 'git does not read this repository, since it belongs to another user ("dubious ownership")',
      hint: `If you trust it, run git config --global --add safe.directory ${quoted(foreign[1] ?? where)}`,
      where,
    })
  }
  return new PreciousError('git/unavailable', {
    what: `git failed: ${complaintOf(stderr) ?? `exit code ${code}`}`,
    hint: 'Check the repository, for instance with git status',
    where,
  })
}

/** What git complained of in a text that may hold warnings and advice too; undefined where there is nothing. */
export function complaintOf(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const line = lines.find((one) => one.startsWith('fatal: ')) ?? lines.find((one) => one.startsWith('error: '))
  return (line ?? lines.at(-1))?.replace(/^(?:fatal|error): /, '').replace(/\.$/, '')
}

/** For a shell, where it needs quotes. */
function quoted(path: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
