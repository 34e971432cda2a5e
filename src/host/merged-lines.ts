import type { Readable } from 'node:stream'

/** Collects what several streams say, line by line, so that no line of one breaks a line of another. */
export class MergedLines {
  private readonly lines: string[] = []
  private readonly unfinished = new Map<Readable, string>()
  private readonly mostCharacters: number
  private readonly onTooMany: () => void
  private characters = 0

  /** @param onTooMany called when they have said more than `mostCharacters`; what follows is lost */
  constructor(mostCharacters: number, onTooMany: () => void) {
    this.mostCharacters = mostCharacters
    this.onTooMany = onTooMany
  }

  read(stream: Readable): void {
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => this.add(stream, chunk))
    // A stream that is destroyed has nothing more to say.
    stream.on('error', () => undefined)
  }

  text(): string {
    return [...this.lines, ...[...this.unfinished.values()].filter((line) => line !== '')].join('\n')
  }

  private add(stream: Readable, chunk: string): void {
    const isFull = this.characters > this.mostCharacters
    this.characters += chunk.length
    if (isFull) return
    const lines = `${this.unfinished.get(stream) ?? ''}${chunk}`.split('\n')
    this.unfinished.set(stream, lines.pop() ?? '')
    this.lines.push(...lines)
    if (this.characters > this.mostCharacters) this.onTooMany()
  }
}
