import { join } from 'node:path'
import { resolveConfig } from '../../src/budget/resolve-config.ts'
import type { UserBudgets, UserConfig } from '../../src/budget/user-config.ts'
import { check } from '../../src/check.ts'
import { nodeFiles } from '../../src/host/files.ts'
import { gitBaseline } from '../../src/host/git-baseline.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import type { BudgetResult, ComparedBaseline, Report } from '../../src/report/report.ts'
import { layered, type LayeredOptions } from '../support/layered.ts'
import { opened, type TestRepository } from './repositories.ts'

export const target = 'coral-usb3-max'
export const configName = '.preciousrc.json'

/** A model file of a chain of layers, see `layered`. */
export function modelFile(words: string, options: LayeredOptions = {}): Uint8Array {
  return writeNetwork(layered(words, options)).slice()
}

/** A config with one entry for all models in a folder. */
export function configWith(budgets: UserBudgets = {}, match = 'models/**/*.tflite'): UserConfig {
  return { target, models: [{ match, budgets }] }
}

export function configText(user: UserConfig): string {
  return JSON.stringify(user, undefined, 1)
}

export interface ComparisonRequest {
  readonly user: UserConfig
  /** The commit to compare with. */
  readonly commit: string
  /** The commit whose files are read, where it is another one. */
  readonly files?: string
  /** The config's folder below that of the repository. */
  readonly below?: string
  /** The config's file and text. @default `configName` and the text of `user` */
  readonly content?: { readonly name: string; readonly text: string }
}

export interface Compared {
  readonly report: Report
  readonly baseline: ComparedBaseline
  /** How many blobs were read. */
  readonly reads: number
}

/** Checks the models in a work tree against those of a commit. */
export async function compareIn({ folder }: TestRepository, request: ComparisonRequest): Promise<Compared> {
  const { user, commit, files, below = '', content = { name: configName, text: configText(user) } } = request
  const directory = join(folder, below)
  const config = resolveConfig(user, { file: configName, directory, text: configText(user) })
  const git = await opened(directory)
  let reads = 0
  const readBlob: typeof git.readBlob = (id) => {
    reads++
    return git.readBlob(id)
  }
  const baseline = await gitBaseline({ ...git, readBlob }, { commit, name: 'the base', files }, config, content)
  const { report } = await check(config, { files: nodeFiles, baseline })
  if (report.baseline?.state !== 'compared') throw new Error('nothing was compared')
  return { report, baseline: report.baseline, reads }
}

/** How each model differs: `a.tflite changed`, `b.tflite same < a.tflite`. */
export function changesOf({ models }: Pick<Report, 'models'>): readonly string[] {
  return models.map(({ path, change }) => {
    const from = change?.renamedFrom === null || change === null ? '' : ` < ${change.renamedFrom}`
    return `${path} ${change?.state}${from}`
  })
}

/** The only budget of the only model. */
export function onlyBudget({ models }: Report): BudgetResult {
  const [budget, ...others] = models.flatMap(({ results }) => results.flatMap(({ budgets }) => budgets))
  if (budget === undefined || others.length > 0) throw new Error('there is not one budget')
  return budget
}
