import { getInput, getMultilineInput } from '@actions/core'
import { PreciousError } from '../errors.ts'
import { isTargetFile, targetNames } from '../estimator/target.ts'
import { nearest } from '../nearest.ts'

export const commentModes = ['changes', 'always', 'never'] as const
export const failModes = ['new', 'any', 'never'] as const

/** The inputs of the action, as `action.yml` describes them, checked and with their defaults. */
export interface Inputs {
  /** Config files; empty: the one that is found. */
  readonly configs: readonly string[]
  readonly workingDirectory: string
  /** Undefined: those of the config. */
  readonly targets: readonly string[] | undefined
  /** Undefined: what suits the event. */
  readonly baseline: string | undefined
  readonly measurements: string | undefined
  readonly comment: (typeof commentModes)[number]
  readonly commentKey: string
  readonly annotations: boolean
  readonly failOn: (typeof failModes)[number]
  readonly reportPath: string
  readonly postReport: string | undefined
  /** Undefined where the workflow gives none. */
  readonly token: string | undefined
}

/** @throws PreciousError `usage/invalid` with all that is wrong */
export function readInputs(): Inputs {
  const problems: string[] = []
  const choice = <Choice extends string>(name: string, choices: readonly Choice[], usual: Choice): Choice => {
    const given = getInput(name)
    const found = given === '' ? usual : choices.find((known) => known === given.toLowerCase())
    if (found === undefined) problems.push(`${name} must be ${wordsOf(choices)}, not "${given}"`)
    return found ?? usual
  }
  const inputs: Inputs = {
    configs: [...new Set(getMultilineInput('config'))],
    workingDirectory: orElse(getInput('working-directory'), '.'),
    targets: readTargets(problems),
    baseline: orUndefined(getInput('baseline')),
    measurements: orUndefined(getInput('measurements')),
    comment: choice('comment', commentModes, 'changes'),
    commentKey: orElse(getInput('comment-key'), 'precious'),
    annotations: choice('annotations', ['true', 'false'], 'true') === 'true',
    failOn: choice('fail-on', failModes, 'new'),
    reportPath: orElse(getInput('report-path'), 'precious-report.json'),
    postReport: orUndefined(getInput('post-report')),
    token: orUndefined(getInput('github-token')),
  }
  if (inputs.commentKey.length > longestKey) problems.push(`comment-key must have at most ${longestKey} characters`)
  if (problems.length === 0) return inputs
  throw new PreciousError('usage/invalid', {
    what: problems.join('; '),
    hint: 'Correct the inputs under "with:" in the workflow',
    where: 'inputs of the action',
  })
}

/** The key stands in every comment. */
const longestKey = 200

function readTargets(problems: string[]): readonly string[] | undefined {
  const names = getMultilineInput('target').flatMap((line) => line.split(',').map((name) => name.trim()))
  const targets = [...new Set(names.filter((name) => name !== ''))]
  for (const name of targets.filter((target) => !isTargetFile(target) && !targetNames.includes(target))) {
    const near = nearest(name, targetNames)
    const advice = near === undefined ? `use ${wordsOf(targetNames)}` : `did you mean "${near}"`
    problems.push(`there is no target "${name}"; ${advice}`)
  }
  return targets.length === 0 ? undefined : targets
}

function wordsOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).map((choice) => `"${choice}"`).join(', ')} or "${choices.at(-1)}"`
}

function orElse(text: string, usual: string): string {
  return text === '' ? usual : text
}

function orUndefined(text: string): string | undefined {
  return text === '' ? undefined : text
}
