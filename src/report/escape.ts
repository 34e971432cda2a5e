import { printable } from './table.ts'

/** Keeps two characters apart without being seen. */
const invisible = '\u200B'

/** A text from a file or config, which may hold anything, as plain text in a Markdown table cell. */
export function escapeMarkdown(text: string): string {
  return withoutLinks(escapeTags(printable(text)).replaceAll(/[\\`*_[\]|~!$]/g, String.raw`\$&`))
}

/** The same inside an HTML element, where Markdown's backslashes would be seen. */
export function escapeHtml(text: string): string {
  return withoutLinks(escapeTags(printable(text)))
}

/** The same as text or as an attribute in double quotes, of a page or drawing of our own, where no links are made. */
export function escapeXml(text: string): string {
  return escapeTags(printable(text)).replaceAll('"', '&quot;')
}

function escapeTags(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** GitHub makes links of mentions, issue numbers and addresses, escaped or not. */
function withoutLinks(text: string): string {
  return text.replaceAll(/[@#]|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)/gi, `$&${invisible}`)
}
