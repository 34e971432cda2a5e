import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { TextLine } from '../measurement/dataset.ts'
import { mustBeFile, type TextRequest, unreadableText } from './files.ts'

const newline = 10
const blockBytes = 262_144

/** A file of lines that the user names, and the most bytes that a line may have. */
export interface LinesRequest extends TextRequest {
  /** In bytes. */
  readonly longestLine: number
}

/**
 * The lines of a text file as they are read, in memory that does not grow with it. Lines end with a newline, before
 * which a carriage return may stand; a byte order mark at the start of the file is left out.
 * @throws PreciousError of the code that was asked for, where the file cannot be read
 */
export async function* readLines(path: string, request: LinesRequest): AsyncGenerator<TextLine, void, undefined> {
  await mustBeFile(path, request)
  const splitter = new LineSplitter(request.longestLine)
  const stream = createReadStream(path, { highWaterMark: blockBytes })
  try {
    for await (const block of stream) if (block instanceof Uint8Array) yield* splitter.add(block)
  } catch (cause) {
    throw unreadableText(request, cause)
  }
  yield* splitter.end()
}

/** Cuts blocks of bytes into lines. */
class LineSplitter {
  readonly #longest: number
  /** The start of a line that goes on in the next block. */
  #rest: Uint8Array = new Uint8Array()
  /** Whether the line that goes on is too long already, so that its start was let go. */
  #isTooLong = false
  #line = 0

  constructor(longest: number) {
    this.#longest = longest
  }

  *add(block: Uint8Array): Generator<TextLine> {
    const end = block.lastIndexOf(newline)
    if (end < 0) {
      this.#keep(Buffer.concat([this.#rest, block]))
      return
    }
    yield* this.#cut(Buffer.concat([this.#rest, block.subarray(0, end)]))
    this.#isTooLong = false
    this.#keep(block.slice(end + 1))
  }

  *end(): Generator<TextLine> {
    if (this.#isTooLong || this.#rest.length > 0) yield* this.#cut(Buffer.from(this.#rest))
  }

  #keep(rest: Uint8Array): void {
    if (rest.length > this.#longest) this.#isTooLong = true
    this.#rest = this.#isTooLong ? new Uint8Array() : rest
  }

  /** @param bytes whole lines, with newlines between them */
  *#cut(bytes: Buffer): Generator<TextLine> {
    // Decoding all lines at once is several times as fast as one by one, and more so without a character beyond ASCII.
    const text = isAscii(bytes) ? bytes.toString('latin1') : isUtf8(bytes) ? bytes.toString() : undefined
    for (const content of text?.split('\n') ?? linesOf(bytes)) {
      this.#line++
      const isTooLong = this.#isTooLong || isLonger(content, this.#longest)
      this.#isTooLong = false
      yield isTooLong ? this.#problem(`the line has more than ${this.#longest} bytes`) : this.#text(content)
    }
  }

  #text(content: string | Uint8Array): TextLine {
    if (typeof content !== 'string' && !isUtf8(content)) return this.#problem('the line is not UTF-8 text')
    const text = typeof content === 'string' ? content : Buffer.from(content).toString()
    const start = this.#line === 1 && text.startsWith('\uFEFF') ? 1 : 0
    return { line: this.#line, text: text.slice(start, text.endsWith('\r') ? -1 : undefined) }
  }

  #problem(problem: string): TextLine {
    return { line: this.#line, problem }
  }
}

/** Whether a line has more bytes than `limit`; a character has three at most for each unit of its text. */
function isLonger(line: string | Uint8Array, limit: number): boolean {
  if (line.length > limit) return true
  return typeof line === 'string' && line.length * 3 > limit && Buffer.byteLength(line) > limit
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0
  for (;;) {
    const end = bytes.indexOf(newline, start)
    yield bytes.subarray(start, end < 0 ? undefined : end)
    if (end < 0) return
    start = end + 1
  }
}
