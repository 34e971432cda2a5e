import type { PropertyLine, PropertyLines } from './property-lines.ts'

/** A block mapping or sequence that is open at the present line. */
interface Level {
  readonly column: number
  readonly isSequence: boolean
  readonly lines: PropertyLines
  /** The property that a deeper block belongs to. */
  property: PropertyLine | undefined
}

const keyAtStart = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#[\]{},&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?))\s*:(?:\s+(.*))?$/

/**
 * Reads the properties of a YAML text by its indentation alone. What is written in braces on one line is not looked
 * into; the property that holds it still has its line.
 */
export function scanYaml(text: string): PropertyLines {
  const root: Level = { column: 0, isSequence: false, lines: { entries: new Map() }, property: undefined }
  const levels = [root]
  let blockTextColumn = -1
  for (const [index, fullLine] of text.replace(/^\ufeff/, '').split(/\r?\n/).entries()) {
    const content = fullLine.trimStart()
    let column = fullLine.length - content.length
    if (content === '' || (blockTextColumn >= 0 && column > blockTextColumn)) continue
    blockTextColumn = -1
    if (content.startsWith('#') || /^(?:---|\.\.\.|%)/.test(content)) continue
    let rest = content.trimEnd()
    while (/^-(?:\s|$)/.test(rest)) {
      noteSequenceEntry(levels, column, index + 1)
      const next = rest.slice(1).trimStart()
      column += rest.length - next.length
      rest = next
    }
    const [, doubleQuoted, singleQuoted, plain, value = ''] = keyAtStart.exec(rest) ?? []
    const key = doubleQuoted ?? singleQuoted ?? plain
    if (key !== undefined) noteKey(levels, key, column, index + 1)
    if (/^[|>][-+\d]*\s*(?:#.*)?$/.test(value)) blockTextColumn = column
  }
  return root.lines
}

function noteSequenceEntry(levels: Level[], column: number, line: number): void {
  while (levels.length > 1 && (levels.at(-1)?.column ?? 0) > column) levels.pop()
  let level = levels.at(-1)
  if (level === undefined) return
  if (!level.isSequence || level.column < column) level = openLevel(levels, level, column, true)
  record(level, level.lines.entries.size, line)
}

function noteKey(levels: Level[], key: string, column: number, line: number): void {
  while (levels.length > 1 && isBehind(levels.at(-1), column)) levels.pop()
  let level = levels.at(-1)
  if (level === undefined) return
  if (level.column < column) level = openLevel(levels, level, column, false)
  record(level, key, line)
}

/** Whether a key at `column` ends the level. A sequence may stand as far left as the key that holds it. */
function isBehind(level: Level | undefined, column: number): boolean {
  return level !== undefined && (level.column > column || (level.column === column && level.isSequence))
}

function openLevel(levels: Level[], parent: Level, column: number, isSequence: boolean): Level {
  const level: Level = { column, isSequence, lines: { entries: new Map() }, property: undefined }
  if (parent.property !== undefined) parent.property.value ??= level.lines
  levels.push(level)
  return level
}

function record(level: Level, key: string | number, line: number): void {
  level.property = { line, value: undefined }
  level.lines.entries.set(key, level.property)
}
