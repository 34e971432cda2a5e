#!/usr/bin/env node
import { badInput } from './commands/failure.ts'
import { run } from './commands/program.ts'

/** A first Ctrl-C lets what is being written be finished; a second one ends the program at once. */
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

let isOutputLost = false
process.stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
  // A reader that closes the pipe early, such as `head`, has seen what it wanted.
  if (code === 'EPIPE' || isOutputLost) return
  isOutputLost = true
  process.exitCode = badInput
  process.stderr.write(`error: standard output: writing failed (${code})\n  Check where the output goes to.\n`)
})
process.stderr.on('error', () => undefined)

const code = await run({
  args: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
})
process.exitCode = isOutputLost ? badInput : code
