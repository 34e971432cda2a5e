import type { Readable } from 'node:stream'

const newline = 10

/** Takes lines and blocks of bytes out of a stream, in turn. */
export class ByteStream {
  private readonly chunks: AsyncIterator<unknown>
  /** What was read and not taken yet. */
  private rest: Uint8Array = new Uint8Array()

  constructor(stream: Readable) {
    this.chunks = stream[Symbol.asyncIterator]()
  }

  /** The next line without its end, as UTF-8; undefined where the stream ends before. */
  async line(): Promise<string | undefined> {
    const parts: Uint8Array[] = []
    for (;;) {
      const end = this.rest.indexOf(newline)
      if (end >= 0) {
        parts.push(this.take(end))
        this.take(1)
        return Buffer.concat(parts).toString()
      }
      parts.push(this.take(this.rest.length))
      if (!(await this.readMore())) return undefined
    }
  }

  /** The next bytes, in memory of their own; undefined where the stream ends before. */
  async exactly(count: number): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(count)
    let length = 0
    while (length < count) {
      if (this.rest.length === 0 && !(await this.readMore())) return undefined
      const part = this.take(Math.min(this.rest.length, count - length))
      bytes.set(part, length)
      length += part.length
    }
    return bytes
  }

  private take(count: number): Uint8Array {
    const taken = this.rest.subarray(0, count)
    this.rest = this.rest.subarray(count)
    return taken
  }

  private async readMore(): Promise<boolean> {
    // A stream that breaks off, as where its process was ended, has no more to give.
    const next = await this.chunks.next().catch(() => undefined)
    if (next === undefined || next.done === true || !(next.value instanceof Uint8Array)) return false
    this.rest = next.value
    return true
  }
}
