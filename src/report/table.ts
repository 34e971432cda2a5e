/** How wide a text is on a terminal, colour codes left out. */
export function visibleLength(text: string): number {
  return text.replaceAll(colourCode, '').length
}

// oxlint-disable-next-line no-control-regex -- the escape character is what starts a colour code
const colourCode = /\u001B\[\d+m/g

/** Aligns rows of cells in columns two spaces apart, those in `right` to the right, and leaves out empty columns. */
export function alignColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = columnWidths(rows)
  return rows.map((row) =>
    row
      .flatMap((cell, column) => {
        const width = widths[column] ?? 0
        const padding = ' '.repeat(width - visibleLength(cell))
        if (width === 0) return []
        return right.includes(column) ? [padding + cell] : [cell + padding]
      })
      .join('  ')
      .trimEnd(),
  )
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, visibleLength(cell))
  }
  return widths
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** A space where a line may end: not the one between a figure and its unit. */
const breakableSpace = / (?!(?:%|[mun]?s|fps|W|[mun]J|[KMG]i?B|B)(?![\p{L}\d]))/u

/** Breaks a text into lines of at most `width` characters, each after `margin`; longer words are kept whole. */
export function wrap(text: string, margin: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(breakableSpace)) {
    if (line !== '' && margin.length + line.length + 1 + word.length > width) {
      lines.push(margin + line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, margin + line]
}

// oxlint-disable-next-line no-control-regex -- these are the characters to take out
const unprintable = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/**
 * A text from a file, safe to print: characters that drive the terminal, break the line or turn its direction become
 * question marks.
 */
export function printable(text: string): string {
  return text.replaceAll(unprintable, '?')
}

/** Texts as a list, each broken into lines. */
export function bullets(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text) => {
    const [first = '', ...rest] = wrap(printable(text), '    ', width)
    return [`  - ${first.slice(4)}`, ...rest]
  })
}
