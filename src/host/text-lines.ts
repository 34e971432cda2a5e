import { isUtf8 } from 'node:buffer'
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
    for await (const block of stream) if (Buffer.isBuffer(block)) yield* splitter.add(block)
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

  *add(block: Buffer): Generator<TextLine> {
    let start = 0
    for (let end = block.indexOf(newline); end >= 0; end = block.indexOf(newline, start)) {
      yield this.#cut(block.subarray(start, end))
      start = end + 1
    }
    const rest = Buffer.concat([this.#rest, block.subarray(start)])
    this.#isTooLong ||= rest.length > this.#longest
    this.#rest = this.#isTooLong ? new Uint8Array() : rest
  }

  *end(): Generator<TextLine> {
    if (this.#isTooLong || this.#rest.length > 0) yield this.#cut(Buffer.alloc(0))
  }

  /** The line that ends with these bytes. */
  #cut(end: Buffer): TextLine {
    const bytes = this.#rest.length === 0 ? end : Buffer.concat([this.#rest, end])
    const isTooLong = this.#isTooLong || bytes.length > this.#longest
    this.#rest = new Uint8Array()
    this.#isTooLong = false
    this.#line++
    if (isTooLong) return { line: this.#line, problem: `the line has more than ${this.#longest} bytes` }
    if (!isUtf8(bytes)) return { line: this.#line, problem: 'the line is not UTF-8 text' }
    // Each line by itself: texts of whole blocks are so large that taking memory for them costs more than reading them.
    const text = bytes.toString()
    const start = this.#line === 1 && text.startsWith('\uFEFF') ? 1 : 0
    return { line: this.#line, text: text.slice(start, text.endsWith('\r') ? -1 : undefined) }
  }
}
