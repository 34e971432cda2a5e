import type { PropertyLine, PropertyLines } from './property-lines.ts'

/** An object literal somewhere in a text. */
export interface ScannedObject extends PropertyLines {
  /** Position of its opening brace. */
  readonly start: number
}

export interface ScannedText {
  /** Every object that is not the value of a property, in the order of the text; and blocks, which look alike. */
  readonly objects: readonly ScannedObject[]
  /** Position of `export default` or `module.exports`; -1 without. */
  readonly exportStart: number
}

/** What an open bracket has been followed by so far. */
interface Frame {
  readonly closer: '}' | ']' | ')' | '`'
  /** Undefined where properties are not recorded: round brackets, templates. */
  readonly lines: PropertyLines | undefined
  /** `key`: a key may follow; `colon`: its colon; `value`: its value; `rest`: the rest of the value. */
  expects: 'key' | 'colon' | 'value' | 'rest'
  /** The key read last, and the line it stands on. */
  key: string
  keyLine: number
  /** Index of the present list entry; undefined behind a spread, whose length the text does not tell. */
  index: number | undefined
  /** The property whose value follows next. */
  property: PropertyLine | undefined
  /** The name that its value is so far; undefined once anything else belongs to it. */
  reference: string | undefined
}

interface Token {
  readonly text: string
  readonly start: number
  readonly end: number
}

const word = /[\p{ID_Start}$_\d][\p{ID_Continue}$]*/uy
const declaringWords = new Set(['const', 'let', 'var'])
const wordsBeforeRegex = new Set(['return', 'typeof', 'case', 'do', 'else', 'in', 'of', 'void', 'delete', 'await'])

/**
 * Reads the objects in JSON, JavaScript or TypeScript, without understanding the rest. Meant for texts that a real
 * parser accepts: any other text gives some answer too, but never an error.
 */
export function scanObjects(text: string): ScannedText {
  const scanner = new ObjectScanner(text)
  scanner.run()
  return { objects: scanner.objects, exportStart: scanner.exportStart }
}

class ObjectScanner {
  readonly objects: ScannedObject[] = []
  exportStart = -1
  private readonly text: string
  private readonly frames: Frame[] = []
  private line = 1
  private lineIsOf = 0
  /** The token before the present one, and the one before that. */
  private previous = ''
  private beforePrevious = ''
  private beforeThat = ''
  /** Lists and objects that a variable is made with, and the properties that take their value from a variable. */
  private readonly declared = new Map<string, PropertyLines | undefined>()
  private readonly references: { property: PropertyLine; name: string }[] = []

  constructor(text: string) {
    this.text = text
  }

  run(): void {
    let position = 0
    while (position < this.text.length) {
      if (this.frames.at(-1)?.closer === '`') {
        position = this.readTemplate(position)
        continue
      }
      const next = skipSpaceOrComment(this.text, position)
      if (next > position) {
        position = next
        continue
      }
      const token = readToken(this.text, position, this.regexMayStart())
      this.accept(token)
      this.beforeThat = this.beforePrevious
      this.beforePrevious = this.previous
      this.previous = token.text
      position = token.end
    }
    for (const { property, name } of this.references) property.value ??= this.declared.get(name)
  }

  private accept(token: Token): void {
    const { text } = token
    if (text === 'default' && this.previous === 'export') this.exportStart = token.start
    if (text === 'exports' && this.previous === '.' && this.beforePrevious === 'module') this.exportStart = token.start
    const frame = this.frames.at(-1)
    if (text === '}' || text === ']' || text === ')') return this.close(text)
    if (frame?.closer === ']' && text !== ',') this.noteListEntry(frame, token)
    if (text === '{' || text === '[' || text === '(' || text === '`') return this.open(text, token.start, frame)
    if (frame?.closer === '}') this.noteProperty(frame, token)
    if (frame?.closer === ']' && text === ',') nextListEntry(frame)
    else if (frame?.closer === ']') frame.expects = 'rest'
  }

  private open(text: '{' | '[' | '(' | '`', start: number, frame: Frame | undefined): void {
    if (text === '(' || text === '`') {
      this.push(text === '(' ? ')' : '`', undefined)
    } else {
      const lines: ScannedObject = { entries: new Map(), start }
      if (frame?.expects === 'value' && frame.property !== undefined) frame.property.value = lines
      else if (text === '{') this.objects.push(lines)
      if (frame === undefined && this.previous === '=' && declaringWords.has(this.beforeThat)) this.declare(lines)
      this.push(text === '{' ? '}' : ']', lines)
    }
    if (frame !== undefined) {
      frame.expects = 'rest'
      frame.reference = undefined
    }
  }

  private push(closer: Frame['closer'], lines: PropertyLines | undefined): void {
    const expects = closer === ']' ? 'value' : 'key'
    this.frames.push({ closer, lines, expects, key: '', keyLine: 0, index: 0, property: undefined, reference: undefined })
  }

  private close(closer: '}' | ']' | ')'): void {
    const frame = this.frames.at(-1)
    if (frame?.closer !== closer) return
    if (closer === '}') this.endProperty(frame)
    this.frames.pop()
  }

  private noteProperty(frame: Frame, token: Token): void {
    const { text } = token
    if (text === ',') {
      this.endProperty(frame)
      frame.expects = 'key'
    } else if (frame.expects === 'key' && isKey(text)) {
      frame.key = /^["']/.test(text) ? text.slice(1, -1) : text
      frame.keyLine = this.lineAt(token.start)
      frame.expects = 'colon'
    } else if (frame.expects === 'colon' && text === ':') {
      this.record(frame, frame.key, frame.keyLine)
      frame.expects = 'value'
    } else {
      frame.reference = frame.expects === 'value' && isKey(text) ? text : undefined
      frame.expects = 'rest'
    }
  }

  /** A name that is declared twice stands for neither. */
  private declare(lines: PropertyLines): void {
    const name = this.beforePrevious
    this.declared.set(name, this.declared.has(name) ? undefined : lines)
  }

  /** A property whose whole value is a name takes the lines of the variable; `{ models }` stands for `{ models: models }`. */
  private endProperty(frame: Frame): void {
    if (frame.expects === 'colon') {
      this.record(frame, frame.key, frame.keyLine)
      frame.reference = frame.key
    }
    const { property, reference: name } = frame
    if (property !== undefined && name !== undefined) this.references.push({ property, name })
    frame.reference = undefined
  }

  private noteListEntry(frame: Frame, token: Token): void {
    if (frame.expects !== 'value') return
    if (token.text === '.') frame.index = undefined
    frame.property = undefined
    if (frame.index !== undefined) this.record(frame, frame.index, this.lineAt(token.start))
  }

  private record(frame: Frame, key: string | number, line: number): void {
    frame.property = { line, value: undefined }
    frame.lines?.entries.set(key, frame.property)
  }

  /** Reads a template up to its end or to the expression inside it. */
  private readTemplate(start: number): number {
    for (let position = start; position < this.text.length; position++) {
      const letter = this.text[position]
      if (letter === '\\') position++
      else if (letter === '`') {
        this.frames.pop()
        return position + 1
      } else if (letter === '$' && this.text[position + 1] === '{') {
        this.push('}', undefined)
        return position + 2
      }
    }
    return this.text.length
  }

  private regexMayStart(): boolean {
    return this.previous === '' || /^[(,=:[!&|?{};+*%<>~^-]$/.test(this.previous) || wordsBeforeRegex.has(this.previous)
  }

  /** Only asked for ever later positions. */
  private lineAt(position: number): number {
    while (true) {
      const lineEnd = this.text.indexOf('\n', this.lineIsOf)
      if (lineEnd === -1 || lineEnd >= position) return this.line
      this.line++
      this.lineIsOf = lineEnd + 1
    }
  }
}

function nextListEntry(frame: Frame): void {
  if (frame.index !== undefined) frame.index++
  frame.expects = 'value'
}

function isKey(text: string): boolean {
  return /^["'\p{ID_Start}$_\d]/u.test(text)
}

function skipSpaceOrComment(text: string, position: number): number {
  if (/\s|\ufeff/.test(text[position] ?? '')) return position + 1
  if (text.startsWith('//', position)) return endOf(text, '\n', position)
  if (text.startsWith('/*', position)) return endOf(text, '*/', position + 2)
  return position
}

function endOf(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at === -1 ? text.length : at + end.length
}

function readToken(text: string, start: number, regexMayStart: boolean): Token {
  const letter = text[start] ?? ''
  let end = start + 1
  if (letter === '"' || letter === "'") end = endOfQuoted(text, start, letter) ?? end
  else if (letter === '/' && regexMayStart) end = endOfRegex(text, start) ?? end
  else {
    word.lastIndex = start
    end = word.test(text) ? word.lastIndex : end
  }
  return { text: text.slice(start, end), start, end }
}

/** The position behind a string's end; undefined where its line ends first. */
function endOfQuoted(text: string, start: number, quote: string): number | undefined {
  for (let position = start + 1; position < text.length; position++) {
    const letter = text[position]
    if (letter === '\\') position++
    else if (letter === quote) return position + 1
    else if (letter === '\n') return undefined
  }
  return undefined
}

/** The position behind a regular expression's end; undefined where its line ends first, as after a division. */
function endOfRegex(text: string, start: number): number | undefined {
  let inClass = false
  for (let position = start + 1; position < text.length; position++) {
    const letter = text[position]
    if (letter === '\\') position++
    else if (letter === '[') inClass = true
    else if (letter === ']') inClass = false
    else if (letter === '/' && !inClass) return position + 1
    else if (letter === '\n') return undefined
  }
  return undefined
}
