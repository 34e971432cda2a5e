import { widening } from '../estimator/interval.ts'
import { estimatorOf, targetNames } from '../estimator/target.ts'
import { sortKeys } from '../report/json.ts'
import { targetsToText } from '../report/targets-text.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'

export interface TargetsOptions {
  readonly json?: boolean
}

/** `precious targets`: the shipped targets and how far they can be trusted. Returns the exit code. */
export function targetsCommand({ json }: TargetsOptions, terminal: Terminal): number {
  const targets = targetNames.map(estimatorOf).map((estimator) => ({
    estimator,
    coverage: widening(estimator.checkPoints).coverage,
  }))
  terminal.stdout.write(
    json === true
      ? `${JSON.stringify(targets, sortKeys, 2)}\n`
      : targetsToText(targets, { colour: wantsColour(terminal), width: widthOf(terminal.stdout) }),
  )
  return 0
}
