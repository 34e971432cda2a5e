import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { placed, PreciousError } from '../errors.ts'
import { nodeFiles } from '../host/files.ts'
import { type Manifest, manifestName } from '../sample/manifest.ts'
import { fileStart, networkFile } from '../sample/describe.ts'

/** What decides what a sample is. */
export type SampleArguments = Pick<Manifest, 'version' | 'seed' | 'count' | 'space'>

/**
 * The folder that a sample is written to. It is never mixed with another one: a run that was stopped may be started
 * anew, and a sample may be continued to a higher count, but what other arguments left there stays unless forced.
 */
export class SampleFolder {
  readonly #path: string
  readonly #shown: string
  readonly #isForced: boolean
  readonly #found: Set<string>

  private constructor(path: string, shown: string, isForced: boolean, found: readonly string[]) {
    this.#path = path
    this.#shown = shown
    this.#isForced = isForced
    this.#found = new Set(found)
  }

  /** @throws PreciousError `output/unwritable` where it is no folder, or holds the sample of other arguments */
  static async open(path: string, shown: string, wanted: SampleArguments, isForced: boolean): Promise<SampleFolder> {
    const names = await readdir(path).catch((cause: unknown): readonly string[] => {
      if (hasCode(cause, 'ENOENT')) return []
      const what = hasCode(cause, 'ENOTDIR') ? 'this is a file, not a folder' : 'the folder cannot be read'
      throw new PreciousError('output/unwritable', { what, hint: 'Choose another folder', where: shown, cause })
    })
    if (!isForced && names.includes(manifestName)) {
      const text = await readFile(join(path, manifestName), 'utf8').catch(() => '')
      if (!isContinuedBy(text, wanted)) throw occupied(shown, 'the folder holds networks of other arguments')
    }
    return new SampleFolder(path, shown, isForced, names.filter((name) => networkFile.test(name)))
  }

  /** Writes a network, unless another one of its seed and index is there. */
  async writeNetwork(file: string, seed: number, index: number, bytes: Uint8Array): Promise<void> {
    const start = fileStart(seed, index)
    const other = [...this.#found].find((name) => name.startsWith(start) && name !== file)
    if (other !== undefined && !this.#isForced) {
      throw occupied(this.#shown, `the folder holds another network of this seed and number, ${other}`)
    }
    await this.#write(file, bytes)
  }

  /** Makes the sample whole. Where it is forced, networks of other arguments are removed. */
  async finish(manifest: Manifest): Promise<void> {
    const own = new Set(manifest.networks.map(({ file }) => file))
    const others = [...this.#found].filter((name) => !own.has(name))
    if (this.#isForced) for (const name of others) await rm(join(this.#path, name), { force: true })
    await this.#write(manifestName, `${JSON.stringify(manifest, undefined, 1)}\n`)
  }

  async #write(name: string, data: string | Uint8Array): Promise<void> {
    await nodeFiles.writeFileAtomically(join(this.#path, name), data).catch((error: unknown) => {
      throw error instanceof PreciousError ? placed(error, `${this.#shown}/${name}`) : error
    })
  }
}

/** Whether the networks of a manifest are the first ones of what is wanted. */
function isContinuedBy(text: string, wanted: SampleArguments): boolean {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return false
  }
  if (typeof found !== 'object' || found === null) return false
  const { version, seed, count, space }: { readonly [Key in keyof SampleArguments]?: unknown } = found
  const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  const isShorter = typeof count === 'number' && count <= wanted.count
  return isShorter && version === wanted.version && seed === wanted.seed && isSame(space, wanted.space)
}

function occupied(where: string, what: string): PreciousError {
  const hint = 'Choose another folder, or replace them with --force'
  return new PreciousError('output/unwritable', { what, hint, where })
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
