import { posix, win32 } from 'node:path'
import { placed, PreciousError } from '../errors.ts'
import { loadNetwork } from '../model/load.ts'
import { sha256Of } from '../sha256.ts'
import { architectureLabel, buildArchitecture, parseArchitecture } from './named-architecture.ts'
import { factsOf, type NetworkFacts } from './network-facts.ts'

/** A model that a table names. */
export interface FoundModel {
  readonly facts: NetworkFacts
  readonly name: string
  /** The architecture, or the network itself where nothing is known of its family. */
  readonly group: string
  /** Of its file. */
  readonly sha256?: string
}

/** Finds the models of a table; each is read or built once. */
export class Models {
  readonly #readFile: (path: string) => Promise<Uint8Array>
  readonly #known = new Map<string, Promise<FoundModel>>()

  /** @param readFile takes a path as the table has it; throws PreciousErrors */
  constructor(readFile: (path: string) => Promise<Uint8Array>) {
    this.#readFile = readFile
  }

  /**
   * @param text the path of a `.tflite` file, or the name of a reference architecture
   * @throws PreciousError of the file, or RangeError of the name
   */
  find(text: string): Promise<FoundModel> {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const found = /\.tflite$/i.test(text) ? this.#read(text) : build(text)
    this.#known.set(text, found)
    return found
  }

  async #read(path: string): Promise<FoundModel> {
    try {
      const bytes = await this.#readFile(path)
      const facts = factsOf(loadNetwork(bytes))
      if (facts === undefined) throw unreadable()
      return { facts, name: shownPath(path), group: facts.hash, sha256: sha256Of(bytes) }
    } catch (error) {
      throw error instanceof PreciousError ? placed(error, path) : error
    }
  }
}

async function build(text: string): Promise<FoundModel> {
  const named = parseArchitecture(text)
  const facts = factsOf(buildArchitecture(named))
  if (facts === undefined) throw new Error(`the network ${text} has no properties`)
  return { facts, name: architectureLabel(named), group: named.architecture.name }
}

/** Without the folders of the machine that it was measured on. */
function shownPath(path: string): string {
  if (posix.isAbsolute(path)) return posix.basename(path)
  return win32.isAbsolute(path) ? win32.basename(path) : path.replaceAll('\\', '/')
}

function unreadable(): PreciousError {
  return new PreciousError('model/unsupported', {
    what: 'the model was compiled by a compiler whose results cannot be read',
    hint: 'Name the model that it was compiled from',
  })
}
