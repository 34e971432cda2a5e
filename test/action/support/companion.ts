import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from './cleanup.ts'
import type { GitHubServer } from './github-server.ts'
import { type ActionRequest, type ActionRun, runAction } from './runner.ts'

/** The run of the first workflow, as GitHub tells the companion workflow of it. */
export interface EndedRun {
  readonly headSha: string
  /** Null for a fork that was deleted. */
  readonly headRepositoryId: number | null
  /** @default 100 */
  readonly runId?: number
  /** @default 1 */
  readonly runAttempt?: number
}

/** Runs the companion workflow on what it downloaded: nothing is checked out there. */
export async function postHanded(
  server: GitHubServer,
  artifact: string,
  { headSha, headRepositoryId, runId = 100, runAttempt = 1 }: EndedRun,
  request: Partial<ActionRequest> = {},
): Promise<ActionRun> {
  const downloaded = join(newFolder(), 'precious-report.json')
  writeFileSync(downloaded, artifact)
  const payload = {
    workflow_run: {
      id: runId,
      run_attempt: runAttempt,
      event: 'pull_request',
      head_sha: headSha,
      head_repository: headRepositoryId === null ? null : { id: headRepositoryId },
    },
  }
  return await runAction({
    folder: newFolder(),
    server,
    event: { name: 'workflow_run', payload },
    runId: 900,
    ...request,
    inputs: { 'post-report': downloaded, ...request.inputs },
  })
}
