import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ResolvedConfig } from '../budget/resolve-config.ts'
import type { Baseline } from '../comparison/baseline.ts'
import { PreciousError } from '../errors.ts'
import { type Git, openGit } from '../host/git.ts'
import { type BaseRevision, gitBaseline, nameOfMergeBase } from '../host/git-baseline.ts'
import type { ConfigContent } from '../host/read-config.ts'
import { readReportFile } from '../host/report-file.ts'
import { reportAsBaseline } from '../report/as-baseline.ts'

/** What `--baseline` was given for. */
export interface BaselineRequest {
  /** A git revision, or the path of a report. */
  readonly text: string
  readonly cwd: string
  readonly config: ResolvedConfig
  readonly configContent: ConfigContent
}

/** A baseline, and what frees what reading it needs. */
export interface OpenBaseline {
  readonly baseline: Baseline
  readonly close: () => Promise<void>
}

/**
 * The models that the user names: those of a report, or those at the merge base of the checked out commit and a
 * revision.
 * @throws PreciousError `git/unavailable`, `git/unknown-revision`, `baseline/invalid`
 */
export async function openBaseline(request: BaselineRequest): Promise<OpenBaseline> {
  const { text, cwd } = request
  if (text.trim() === '') throw nameless()
  const path = resolve(cwd, text)
  const isReport = text.endsWith('.json') || (await stat(path).then((found) => found.isFile(), () => false))
  return isReport ? await fromReport(path, text) : await fromRevision(request)
}

function nameless(): PreciousError {
  return new PreciousError('usage/invalid', {
    what: 'the name is empty',
    hint: 'Name a revision or a report; where the name comes from a variable, check that it is set',
    where: '--baseline',
  })
}

async function fromReport(path: string, shown: string): Promise<OpenBaseline> {
  const file = await readReportFile(path, shown)
  const close = (): Promise<void> => Promise.resolve()
  if (file.kind === 'report') return { baseline: reportAsBaseline(file.report, `the report ${shown}`, null), close }
  const [first, ...others] = file.run.reports
  if (first === undefined || others.length > 0) {
    throw new PreciousError('baseline/invalid', {
      what: `the file holds ${first === undefined ? 'no report' : `the reports of ${others.length + 1} configs`}`,
      hint: 'Name a file with the report of this config alone',
      where: shown,
    })
  }
  return { baseline: reportAsBaseline(first.report, `the report ${shown}`, file.run.commit), close }
}

async function fromRevision({ text, config, configContent }: BaselineRequest): Promise<OpenBaseline> {
  const git = await openGit(config.directory)
  if (git === undefined) {
    throw new PreciousError('git/unavailable', {
      what: 'the config is in no git repository, so there is no revision to compare with',
      hint: 'Name a report instead of a revision, or run this where the models are under version control',
      where: `--baseline ${text}`,
    })
  }
  try {
    const revision = await mergeBaseWith(git, text)
    return { baseline: await gitBaseline(git, revision, config, configContent), close: () => git.close() }
  } catch (error) {
    await git.close()
    throw error
  }
}

async function mergeBaseWith(git: Git, text: string): Promise<BaseRevision> {
  // What starts so is no revision, but an option that went astray.
  const [head, other] = [await git.commitOf('HEAD'), text.startsWith('-') ? undefined : await git.commitOf(text)]
  const where = `--baseline ${text}`
  const isShallow = await git.isShallow()
  const depth = 'Fetch the whole history (git fetch --unshallow, or fetch-depth: 0 in actions/checkout)'
  if (head === undefined || other === undefined) {
    if (head === undefined) {
      const hint = 'Commit the models first, or name a report'
      throw new PreciousError('git/unknown-revision', { what: 'the repository has no commit yet', hint, where })
    }
    const what = 'there is no such revision or report'
    throw new PreciousError('git/unknown-revision', {
      what: isShallow ? `${what} in this shallow clone` : what,
      hint: isShallow ? depth : 'Name a branch, tag or commit that is here, or the path of a report',
      where,
    })
  }
  const base = await git.mergeBase(head, other)
  if (base === undefined) {
    throw new PreciousError('git/unknown-revision', {
      what: `the checked out commit has no common ancestor with it${isShallow ? ' in this shallow clone' : ''}`,
      hint: isShallow ? depth : 'Name a revision that it descends from',
      where,
    })
  }
  return { commit: base, name: nameOfMergeBase(base, other, text) }
}
