/** An execution of a workflow. Its id grows with time and stays when it is run again; the attempt counts those. */
export interface Run {
  readonly runId: number
  readonly runAttempt: number
}

/** What a comment says about itself, unseen by its readers. */
export interface CommentTag extends Run {
  /** Tells apart the comments that one pull request has from several jobs. */
  readonly key: string
}

/**
 * Run ids have eleven digits today; fifteen are still exact as numbers. The key cannot hold what ends an HTML comment
 * or starts another one.
 */
const tagPattern = /^<!-- unplugin-precious key=((?:[\w.]|%[0-9a-f]{4})*) run=(\d{1,15}) attempt=(\d{1,15}) -->$/
const tagStart = '<!--'

/** The tag as a hidden HTML comment. @throws RangeError if the run has no proper numbers */
export function tagOf({ key, runId, runAttempt }: CommentTag): string {
  const tag = `<!-- unplugin-precious key=${encodeKey(key)} run=${runId} attempt=${runAttempt} -->`
  if (!tagPattern.test(tag)) throw new RangeError(`not a run of a workflow: ${runId}, attempt ${runAttempt}`)
  return tag
}

/** The body of a comment with its tag at the end, which only the writer of the whole body can reach. */
export function tagged(body: string, tag: CommentTag): string {
  return `${body.trimEnd()}\n\n${tagOf(tag)}`
}

/** The body without the HTML comment at its end. */
export function untagged(body: string): string {
  return body.slice(0, startOf(body)).trimEnd()
}

/**
 * The tag that a body ends with; undefined if it ends with anything else. What stands before may come from files,
 * names of models for instance, and look like a tag.
 */
export function parseTag(body: string): CommentTag | undefined {
  const [, key, runId, runAttempt] = tagPattern.exec(body.slice(startOf(body)).trimEnd()) ?? []
  if (key === undefined) return undefined
  return { key: decodeKey(key), runId: Number(runId), runAttempt: Number(runAttempt) }
}

/** Whether `run` was started, or started again, after `other`. */
export function isNewer(run: Run, other: Run): boolean {
  return run.runId === other.runId ? run.runAttempt > other.runAttempt : run.runId > other.runId
}

function startOf(body: string): number {
  const start = body.lastIndexOf(tagStart)
  return start === -1 ? body.length : start
}

/** By UTF-16 units, so that every string of JavaScript has an encoding, halves of characters too. */
function encodeKey(key: string): string {
  return key.replaceAll(/[^\w.]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function decodeKey(encoded: string): string {
  return encoded.replaceAll(/%(.{4})/g, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)))
}
