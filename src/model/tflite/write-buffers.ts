import type { FlatBufferBuilder, Offset } from '../flatbuffer/builder.ts'
import type { Network } from '../network.ts'
import { bufferAlignment, BufferField } from './schema.ts'

/** The distinct constants of a network, by the index they get in the file. Index 0 is the empty one. */
export class BufferTable {
  readonly #contents: Uint8Array[] = []
  readonly #indices = new Map<ArrayBufferLike, Map<string, number>>()

  constructor(network: Network) {
    for (const { tensors } of network.subgraphs) {
      for (const { constant } of tensors) if (constant?.kind === 'inline') this.#add(constant.bytes)
    }
    for (const { bytes } of network.metadata) this.#add(bytes)
  }

  /** Bytes of all constants with the padding and the table that each may need. */
  get capacityBytes(): number {
    return this.#contents.reduce((sum, { length }) => sum + length + 2 * bufferAlignment, bufferAlignment)
  }

  /** The index of a constant: views on the same bytes share one, empty ones are 0. */
  indexOf({ buffer, byteOffset, length }: Uint8Array): number {
    return this.#indices.get(buffer)?.get(`${byteOffset}+${length}`) ?? 0
  }

  write(file: FlatBufferBuilder): Offset {
    const data = this.#contents.map((bytes) => file.bytes(bytes, bufferAlignment))
    const filled = data.map((offset) => file.table([[BufferField.data, 'part', offset]]))
    return file.tables([file.table([]), ...filled])
  }

  #add(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.indexOf(bytes) > 0) return
    const views = this.#indices.get(bytes.buffer) ?? new Map<string, number>()
    this.#indices.set(bytes.buffer, views)
    views.set(`${bytes.byteOffset}+${bytes.length}`, this.#contents.push(bytes))
  }
}
