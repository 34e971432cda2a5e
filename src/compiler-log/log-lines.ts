import { stripVTControlCharacters } from 'node:util'

/** Logs have a few kilobytes; a search for delegates in a large model, some hundred. */
const mostCharacters = 4_000_000

/** The longest lines list the tensors between segments, and say nothing that is read. */
const longestLine = 4_000

/** The lines of a log without colours and surrounding space, as many as a log can have. */
export function linesOf(text: string): readonly string[] {
  const lines = text.slice(0, mostCharacters).split(/[\r\n]+/)
  return lines.map((line) => stripVTControlCharacters(line.slice(0, longestLine)).trim()).filter((line) => line !== '')
}
