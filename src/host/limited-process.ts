import { type ChildProcess, spawn } from 'node:child_process'
import type { Environment } from './git-process.ts'
import { MergedLines } from './merged-lines.ts'

/** How far a process may go. */
export interface ProcessLimits {
  /** Absolute. */
  readonly cwd: string
  readonly env: Environment
  readonly timeoutMs: number
  /** Of both streams together. */
  readonly mostCharacters: number
  readonly signal?: AbortSignal | undefined
}

/** How a process ended, and what it had printed by then: both streams, line by line as they came. */
export type LimitedRun =
  | { readonly ended: 'exit'; readonly code: number; readonly text: string }
  | { readonly ended: 'signal'; readonly name: string; readonly text: string }
  | { readonly ended: 'time-limit' | 'output-limit'; readonly text: string }

type Stop = 'time-limit' | 'output-limit' | 'abort'

/** Later than this, timers fire at once. */
const longestTimerMs = 2 ** 31 - 1

/**
 * Runs a program to its end without a shell. Where it goes too far, it is killed with every process it has started, as
 * far as they stayed in its group.
 * @throws the reason of `signal`, or what keeps the program from starting
 */
export async function runLimited(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs, mostCharacters, signal }: ProcessLimits,
): Promise<LimitedRun> {
  signal?.throwIfAborted()
  // A group of its own, since compiler 16 compiles in a child process.
  const detached = process.platform !== 'win32'
  const child = spawn(program, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  let stopped: Stop | undefined
  const stop = (why: Stop): void => {
    stopped ??= why
    killGroup(child)
    // What left the group may hold them open.
    child.stdout.destroy()
    child.stderr.destroy()
  }
  const lines = new MergedLines(mostCharacters, () => stop('output-limit'))
  lines.read(child.stdout)
  lines.read(child.stderr)
  const timer = setTimeout(() => stop('time-limit'), Math.min(timeoutMs, longestTimerMs))
  const onAbort = (): void => stop('abort')
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const end = await endOf(child)
    if (stopped === 'abort') signal?.throwIfAborted()
    const text = lines.text()
    if (stopped === 'time-limit' || stopped === 'output-limit') return { ended: stopped, text }
    if (end.code === null) return { ended: 'signal', name: end.signal ?? 'a signal', text }
    return { ended: 'exit', code: end.code, text }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function killGroup(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
