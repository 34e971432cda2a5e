import { run } from '../../src/commands/program.ts'
import type { Terminal } from '../../src/commands/terminal.ts'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Circumstances {
  readonly cwd?: string
  readonly env?: Terminal['env']
  readonly isTTY?: boolean
  readonly columns?: number
  readonly signal?: AbortSignal
}

/** Runs the program in this process and keeps what it prints. */
export async function precious(args: readonly string[], circumstances: Circumstances = {}): Promise<Ended> {
  const { cwd = '/', env = {}, signal, ...tty } = circumstances
  const printed = { out: '', err: '' }
  const stream = (name: 'out' | 'err'): Terminal['stdout'] => ({
    ...tty,
    write: (text) => {
      printed[name] += text
    },
  })
  const code = await run({ args, cwd, env, signal, stdout: stream('out'), stderr: stream('err') })
  return { code, ...printed }
}
