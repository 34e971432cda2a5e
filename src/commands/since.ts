import { PreciousError } from '../errors.ts'
import type { Git } from '../host/git.ts'

/** Git takes any text for a date, and what it does not understand for now; so only what is certain is passed on. */
const day = /^\d{4}-\d{2}-\d{2}$/
const time = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:?\d{2})?$/
const distance = /^(?:yesterday|\d{1,6} (?:second|minute|hour|day|week|month|year)s? ago)$/

/**
 * Where a history is to begin, as {@link Git.log} takes it: the id of the commit that a revision names, or else a date.
 * Dates without a time zone are in UTC.
 * @throws PreciousError `git/unknown-revision` where it is neither
 */
export async function sinceOf(text: string, git: Pick<Git, 'commitOf'>): Promise<string> {
  const date = dateOf(text)
  if (date !== undefined) return date
  const commit = text.startsWith('-') ? undefined : await git.commitOf(text)
  if (commit !== undefined) return commit
  throw new PreciousError('git/unknown-revision', {
    what: `"${text}" is neither a date nor a commit that is here`,
    hint: 'Give for instance --since 2026-01-31, --since "3 months ago" or --since v1.0',
    where: '--since',
  })
}

function dateOf(text: string): string | undefined {
  if (distance.test(text)) return text
  const [, date, clock, zone = 'Z'] = day.test(text) ? [text, text, '00:00'] : (time.exec(text) ?? [])
  if (date === undefined || clock === undefined) return undefined
  const iso = `${date}T${clock}${zone}`
  // The day is checked apart: JavaScript takes the 30th of February for the 2nd of March.
  const isDay = new Date(`${date}T00:00Z`).getTime() > 0 && new Date(`${date}T00:00Z`).toISOString().startsWith(date)
  return isDay && !Number.isNaN(Date.parse(iso)) ? new Date(iso).toISOString() : undefined
}
