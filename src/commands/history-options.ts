import { problemOfGlob } from '../budget/glob.ts'
import { PreciousError } from '../errors.ts'
import { mustNameTargets } from '../estimator/target.ts'

/** What `precious history` takes on the command line. */
export interface HistoryOptions {
  readonly config?: string
  readonly target?: readonly string[]
  readonly since?: string
  readonly limit: string
  readonly model?: string
  readonly revision: string
  readonly json?: boolean
  readonly csv?: boolean
  readonly plot?: string
}

/** @throws PreciousError `usage/invalid` or `target/unknown` where options make no sense, whatever the repository */
export function mustBeConsistent({ json, csv, model, target = [] }: HistoryOptions): void {
  mustNameTargets(target, '--target')
  if (json === true && csv === true) {
    throw new PreciousError('usage/invalid', {
      what: '--json and --csv exclude each other',
      hint: 'Run the command twice; what it estimated is remembered',
    })
  }
  const problem = model === undefined ? undefined : problemOfGlob(model)
  if (problem === undefined) return
  throw new PreciousError('usage/invalid', {
    what: `--model cannot be understood: ${problem}`,
    hint: 'Give for instance --model "models/detector*.tflite", relative to the config file',
  })
}

/** How many commits to show. @throws PreciousError `usage/invalid` */
export function limitOf({ limit }: HistoryOptions): number {
  if (/^[1-9]\d{0,8}$/.test(limit)) return Number(limit)
  throw new PreciousError('usage/invalid', {
    what: `--limit takes a count of commits from 1 on, not "${limit}"`,
    hint: 'Give for instance --limit 50',
  })
}
