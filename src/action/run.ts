import { randomUUID } from 'node:crypto'
import { relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { info, setFailed, setSecret, warning } from '@actions/core'
import { placed, PreciousError } from '../errors.ts'
import { nodeFiles } from '../host/files.ts'
import { sortKeys } from '../report/json.ts'
import type { ConfigReport, RunReport } from '../report/run-report.ts'
import { printable } from '../report/table.ts'
import { toText } from '../report/text.ts'
import { annotate } from './annotations.ts'
import { bodyOf, hasNews, mostInComment, mostInSummary } from './comment-body.ts'
import type { Run } from './comment-tag.ts'
import { basicCredentials, withCredentials } from './credentials.ts'
import { type Event, readSurroundings, type Surroundings } from './event.ts'
import { fail } from './failure.ts'
import { connectGitHub, type GitHub } from './github.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { addToSummary } from './job-summary.ts'
import { judgeConfigs } from './judge-configs.ts'
import { setOutputs } from './outputs.ts'
import { readHandedReport } from './post-report.ts'
import { postComment, type PostResult } from './sticky-comment.ts'
import { runnerFetch } from './transport.ts'
import { findingsOf, isFailed } from './violations.ts'
import { mustBeFolder, openRepository } from './workspace.ts'

/** Runs the action: judges, tells, and fails the step where a budget asks for it. Never rejects. */
export async function run(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const inputs = readInputs()
    if (inputs.token !== undefined) {
      setSecret(inputs.token)
      setSecret(basicCredentials(inputs.token))
    }
    const surroundings = readSurroundings(env)
    const github = connect(inputs, surroundings)
    if (inputs.postReport === undefined) await judgeAndTell(inputs, surroundings, github, env)
    else await postHanded(inputs.postReport, inputs, surroundings, github)
  } catch (error) {
    await fail(error)
  }
}

function connect({ token }: Inputs, { owner, repo, apiUrl }: Surroundings): GitHub | undefined {
  return token === undefined ? undefined : connectGitHub({ token, owner, repo, apiUrl, fetch: runnerFetch(info) })
}

async function judgeAndTell(
  inputs: Inputs,
  surroundings: Surroundings,
  github: GitHub | undefined,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { event, workspace, serverUrl } = surroundings
  const directory = resolve(workspace, inputs.workingDirectory)
  await mustBeFolder(directory, inputs.workingDirectory)
  const opened = await openRepository(directory, withCredentials(env, serverUrl, inputs.token))
  const git = 'state' in opened ? undefined : opened
  try {
    const base = 'state' in opened ? opened : { git: opened, event, github }
    const reports = await judgeConfigs({ inputs, workspace, base, env, onProblem: ({ message }) => warning(message) })
    print(reports)
    await addToSummary(bodyOf(reports, inputs.failOn, mostInSummary))
    if (inputs.annotations) annotate(reports, findingsOf(reports, inputs.failOn))
    const commit = await commitOf(event, async () => await git?.commitOf('HEAD'))
    const reportPath = await writeReport(reports, commit, inputs, surroundings)
    const commentBody = bodyOf(reports, inputs.failOn, mostInComment)
    const posted = await comment(commentBody, reports, inputs, surroundings, github)
    const hasFailed = isFailed(reports, inputs.failOn)
    setOutputs({ reports, isFailed: hasFailed, reportPath, commentBody, commentUrl: urlOf(posted) })
    if (hasFailed) failFor(reports, inputs)
  } finally {
    await git?.close()
  }
}

/** What the report is of: a pull request's head, not the merge that was made to test it. */
async function commitOf(event: Event, head: () => Promise<string | undefined>): Promise<string | undefined> {
  return event.kind === 'pull-request' ? event.headSha : await head()
}

async function writeReport(
  reports: readonly ConfigReport[],
  commit: string | undefined,
  { reportPath, workingDirectory }: Inputs,
  { event, workspace }: Surroundings,
): Promise<string> {
  const pullRequest = event.kind === 'pull-request' ? event.number : null
  const content: RunReport = { schemaVersion: 1, commit: commit ?? noCommit, pullRequest, reports }
  const path = resolve(workspace, workingDirectory, reportPath)
  await nodeFiles.writeFileAtomically(path, `${JSON.stringify(content, sortKeys, 2)}\n`).catch((error: unknown) => {
    throw error instanceof PreciousError ? placed(error, 'input "report-path"') : error
  })
  const shown = relative(workspace, path)
  return shown.startsWith('..') ? path : shown
}

/** A workspace without version control has none; no commit has this id. */
const noCommit = '0'.repeat(40)

/** Columns of the log. */
const logWidth = 120

/** To the log. What models and operators are called must not be taken for commands to the runner. */
function print(reports: readonly ConfigReport[]): void {
  const token = randomUUID()
  info(`::stop-commands::${token}`)
  for (const { config, report } of reports) {
    if (reports.length > 1) info(`${printable(config)}\n`)
    info(toText(report, { colour: false, width: logWidth }))
  }
  info(`::${token}::`)
}

async function comment(
  body: string,
  reports: readonly ConfigReport[],
  { comment: mode, commentKey: key }: Inputs,
  { event, run: thisRun }: Surroundings,
  github: GitHub | undefined,
): Promise<PostResult | undefined> {
  if (event.kind !== 'pull-request' || mode === 'never') return undefined
  if (github === undefined) {
    warning('There is no token, so no comment is written: give the input "github-token".')
    return undefined
  }
  const mayCreate = mode === 'always' || hasNews(reports)
  return await post(github, { issue: event.number, key, run: thisRun, body, mayCreate })
}

interface Post {
  readonly issue: number
  readonly key: string
  readonly run: Run
  readonly body: string
  readonly mayCreate: boolean
}

/** A comment that cannot be written is no reason to fail: the summary has it all. */
async function post(github: GitHub, request: Post): Promise<PostResult> {
  const result = await postComment({ ...request, github, log: info, sleep: async (ms) => await sleep(ms) })
  switch (result.kind) {
    case 'refused':
      info(`No comment was written. ${result.reason}`)
      break
    case 'failed':
      warning(`No comment was written. ${result.reason}`)
      break
    case 'skipped':
      info('No comment was written: nothing changed.')
      break
    case 'stale':
      info(`The comment is of a newer run and was left as it is: ${result.url}`)
      break
    default:
      info(`The comment was ${result.kind === 'identical' ? 'up to date' : result.kind}: ${result.url}`)
  }
  return result
}

function urlOf(posted: PostResult | undefined): string {
  return posted !== undefined && 'url' in posted ? posted.url : ''
}

/** Annotations have said why; one more would take the place of one of them, since GitHub shows ten. */
function failFor(reports: readonly ConfigReport[], { annotations }: Inputs): void {
  const message = reports.some(({ report }) => report.unreadable.length > 0)
    ? 'Models could not be read, so not all budgets were judged.'
    : 'Budgets do not hold; the job summary says which and why.'
  process.exitCode = 1
  if (annotations) info(message)
  else setFailed(message)
}

/** In a `workflow_run` workflow: posts what the run that has ended found, and judges nothing. */
async function postHanded(
  shown: string,
  inputs: Inputs,
  { event, workspace }: Surroundings,
  github: GitHub | undefined,
): Promise<void> {
  if (event.kind !== 'workflow-run' || github === undefined) {
    const isEvent = event.kind === 'workflow-run'
    throw new PreciousError('usage/invalid', {
      what: isEvent ? 'posting a report needs a token' : 'reports are posted on workflow_run only',
      hint: 'See docs/github-action.md for the companion workflow',
      where: 'input "post-report"',
    })
  }
  const path = resolve(workspace, inputs.workingDirectory, shown)
  const handed = await readHandedReport(path, shown, event, github)
  if ('reason' in handed) {
    warning(`Nothing was posted. ${handed.reason}`)
    return
  }
  const { reports } = handed.run
  const body = bodyOf(reports, inputs.failOn, mostInComment)
  const mayCreate = inputs.comment === 'always' || hasNews(reports)
  const issue = handed.pullRequest
  const request = { issue, key: inputs.commentKey, run: event.run, body, mayCreate }
  const posted = inputs.comment === 'never' ? undefined : await post(github, request)
  const hasFailed = isFailed(reports, inputs.failOn)
  setOutputs({ reports, isFailed: hasFailed, reportPath: shown, commentBody: body, commentUrl: urlOf(posted) })
}
