import { info, summary } from '@actions/core'

/** Adds Markdown to the summary of the job, where the runner has one: programs that stand in for runners may not. */
export async function addToSummary(markdown: string): Promise<void> {
  if (process.env['GITHUB_STEP_SUMMARY'] === undefined) info('There is no job summary to write to.')
  else await summary.addRaw(markdown, true).write()
}
