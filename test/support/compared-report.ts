import { globMatcher } from '../../src/budget/glob.ts'
import { resolveConfig } from '../../src/budget/resolve-config.ts'
import type { UserConfig } from '../../src/budget/user-config.ts'
import { check, type CheckPorts } from '../../src/check.ts'
import { PreciousError } from '../../src/errors.ts'
import { reportAsBaseline } from '../../src/report/as-baseline.ts'
import type { Report } from '../../src/report/report.ts'

/** Contents by path relative to the config. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>

/** The report on models that are on no disk. */
export async function reportOnFiles(
  user: UserConfig,
  models: ModelFiles,
  ports: Partial<CheckPorts> = {},
): Promise<Report> {
  const directory = '/project'
  const text = JSON.stringify(user, undefined, 1)
  const config = resolveConfig(user, { file: 'precious.config.json', directory, text })
  const files: CheckPorts['files'] = {
    find: (globs) => Promise.resolve(Object.keys(models).filter(globMatcher(globs)).sort()),
    readFile: (path) => {
      const bytes = models[path.slice(directory.length + 1)]
      if (bytes !== undefined && bytes.length > 0) return Promise.resolve(bytes)
      return Promise.reject(new PreciousError('model/empty', { what: 'the file is empty', hint: 'Write it again' }))
    },
  }
  return (await check(config, { files, ...ports })).report
}

/** The same, compared with what a report said of other models. */
export async function comparedReport(
  user: UserConfig,
  before: ModelFiles,
  now: ModelFiles,
  ports: Partial<CheckPorts> = {},
): Promise<Report> {
  const baseline = reportAsBaseline(await reportOnFiles(user, before), 'the report base.json', null)
  return await reportOnFiles(user, now, { baseline, ...ports })
}
