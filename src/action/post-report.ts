import { PreciousError } from '../errors.ts'
import { readReportFile } from '../host/report-file.ts'
import { formatCommit } from '../report/format.ts'
import type { RunReport } from '../report/run-report.ts'
import type { WorkflowRunEvent } from './event.ts'
import { GitHubError } from './github-error.ts'
import type { GitHub } from './github.ts'

/** A report that another run handed on, and the pull request that GitHub says it belongs to. */
export interface HandedReport {
  readonly run: RunReport
  readonly pullRequest: number
}

/** Why a report is not posted, as a sentence. Nothing is wrong with the workflow. */
export interface NotPosted {
  readonly reason: string
}

/**
 * Reads the report of the run that has ended, and finds its pull request. Whoever opened that pull request may have
 * written the file: its number is believed only if the head of the pull request, as GitHub knows it, is the commit and
 * the repository that the run was for.
 * @param path absolute
 * @param shown its path as the workflow names it
 * @throws PreciousError `baseline/invalid` where the file is no report
 * @throws GitHubError where GitHub does not answer
 */
export async function readHandedReport(
  path: string,
  shown: string,
  event: WorkflowRunEvent,
  github: GitHub,
): Promise<HandedReport | NotPosted> {
  const file = await readReportFile(path, shown)
  if (file.kind !== 'run') {
    throw new PreciousError('baseline/invalid', {
      what: 'the file is a single report, not what a run of the action hands on',
      hint: 'Upload the file that the output "report-json" names',
      where: shown,
    })
  }
  const { pullRequest: number } = file.run
  if (number === null) return { reason: 'The report is of no pull request.' }
  const pullRequest = await github.pullRequest(number).catch((error: unknown) => {
    if (error instanceof GitHubError && error.status === 404) return undefined
    throw error
  })
  if (pullRequest === undefined) return { reason: `There is no pull request ${number}.` }
  const { headSha, headRepositoryId } = pullRequest
  if (headRepositoryId === null || headRepositoryId !== event.headRepositoryId) {
    return { reason: `Pull request ${number} is of another repository than the run that wrote the report.` }
  }
  if (headSha !== event.headSha) {
    const [now, then] = [formatCommit(headSha), formatCommit(event.headSha)]
    const reason = `The head of pull request ${number} is ${now}, but the run that wrote the report was for ${then}.`
    return { reason }
  }
  return { run: file.run, pullRequest: number }
}
