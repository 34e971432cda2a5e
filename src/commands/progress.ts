import { setImmediate } from 'node:timers/promises'
import { printable } from '../report/table.ts'
import { type Terminal, widthOf } from './terminal.ts'

/** Work shorter than this is not worth a line. */
const quietMs = 1_000

/** A line on a terminal that tells which model is being read; silent elsewhere and for short work. */
export interface Progress {
  readonly step: (path: string, index: number, count: number) => void
  /** Of work that no count is known of. */
  readonly tell: (label: string) => void
  readonly stop: () => void
}

const silent: Progress = { step: () => undefined, tell: () => undefined, stop: () => undefined }

export function startProgress({ stderr, env }: Terminal): Progress {
  if (stderr.isTTY !== true || (env['CI'] ?? '') !== '') return silent
  const start = Date.now()
  let isShown = false
  const clear = (): void => {
    if (isShown) stderr.write('\r\u001B[K')
    isShown = false
  }
  const tell = (label: string): void => {
    if (Date.now() - start < quietMs) return
    clear()
    // A line that wraps could not be taken back.
    stderr.write(printable(label).slice(0, widthOf(stderr) - 1))
    isShown = true
  }
  return { step: (path, index, count) => tell(`${index + 1} of ${count}: ${path}`), tell, stop: clear }
}

/** Does work in steps: shows each, and lets what stops the run be heard in between. */
export async function inSteps<Step extends readonly unknown[], Result>(
  terminal: Terminal,
  show: (progress: Progress, ...step: Step) => void,
  work: (onStep: (...step: Step) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const progress = startProgress(terminal)
  try {
    return await work(async (...step) => {
      await setImmediate()
      terminal.signal?.throwIfAborted()
      show(progress, ...step)
    })
  } finally {
    progress.stop()
  }
}
