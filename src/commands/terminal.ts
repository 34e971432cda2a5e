/** What a command is given of the process that runs it. */
export interface Terminal {
  /** Arguments after the program's name. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
  /** Aborted when the user stops the run. */
  readonly signal?: AbortSignal | undefined
}

export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** Columns where the output is not a terminal: enough for a log, and not so wide that sentences are hard to read. */
export const usualWidth = 120
const leastWidth = 60

export function widthOf({ columns }: Stream): number {
  return Math.max(leastWidth, columns ?? usualWidth)
}

/** Whether to colour: never with NO_COLOR, always with FORCE_COLOR, else on a terminal (https://no-color.org). */
export function wantsColour({ env, stdout }: Terminal): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0'
  return stdout.isTTY === true && env['TERM'] !== 'dumb'
}
