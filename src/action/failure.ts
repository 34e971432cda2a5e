import { type AnnotationProperties, error as annotateError, setFailed, setOutput } from '@actions/core'
import { isAbsolute } from 'node:path'
import { PreciousError } from '../errors.ts'
import { escapeMarkdown } from '../report/escape.ts'
import { printable } from '../report/table.ts'
import { version } from '../version.ts'
import { GitHubError } from './github-error.ts'
import { addToSummary } from './job-summary.ts'

/** What is wrong, for people. */
interface Problem {
  readonly message: string
  readonly place: AnnotationProperties
}

/**
 * Fails the step for what kept it from judging. Mistakes of the user's have one message, at the line where they are;
 * all else is a defect and keeps its stack.
 */
export async function fail(error: unknown): Promise<void> {
  process.exitCode = 1
  const problem = problemOf(error)
  if (problem === undefined) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    setFailed(`precious ${version} has a defect. Please report it with this stack:\n${stack}`)
    return
  }
  const { message, place } = problem
  annotateError(printable(message), { title: 'Precious', ...place })
  setOutput('verdict', 'failed')
  await addToSummary(`## Edge TPU budgets\n\n❌ ${escapeMarkdown(message)}`)
}

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof PreciousError) return { message: shorten(error.message), place: placeOf(error) }
  return error instanceof GitHubError ? { message: `GitHub: ${error.message}.`, place: {} } : undefined
}

/** Errors quote what files hold, which may be anything. */
const longestMessage = 2_000

function shorten(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`
}

/** Errors about files of the repository; others name inputs, commits or folders of the machine. */
const aboutFiles = /^(?:config|quantity|target|measurements|baseline)\//

function placeOf({ code, where }: PreciousError): AnnotationProperties {
  const [, file, line] = /^([^"\n]+?)(?::(\d+))?$/.exec(where ?? '') ?? []
  if (file === undefined || !aboutFiles.test(code) || isAbsolute(file) || file.startsWith('..')) return {}
  return line === undefined ? { file } : { file, startLine: Number(line) }
}
