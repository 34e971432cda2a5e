import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { placed, PreciousError } from '../errors.ts'
import { createFile, nodeFiles } from '../host/files.ts'
import { fileStart, placeOfFile } from '../sample/describe.ts'
import { type Manifest, manifestName, markerName } from '../sample/manifest.ts'

/** What decides what a sample is. */
export type SampleArguments = Pick<Manifest, 'version' | 'seed' | 'count' | 'space'>

const otherArguments = 'the folder holds networks of other arguments'

/**
 * The folder that a sample is written to. It is never mixed with another one: a run that was stopped may be started
 * anew, and a sample may be continued to a higher count, but what other arguments left there stays unless forced.
 *
 * Until the sample is whole, a marker with its arguments takes the place of the manifest. It keeps runs of other
 * arguments away, at the same time and later; a run of the same arguments may go on beside it, as it writes the same.
 */
export class SampleFolder {
  readonly #path: string
  readonly #shown: string
  readonly #isForced: boolean
  /** Networks that were there before, by how their names begin. */
  readonly #found: ReadonlyMap<string, readonly string[]>
  #hasWritten = false

  private constructor(path: string, shown: string, isForced: boolean, found: ReadonlyMap<string, readonly string[]>) {
    this.#path = path
    this.#shown = shown
    this.#isForced = isForced
    this.#found = found
  }

  /** @throws PreciousError `output/unwritable` where it is no folder, or holds the sample of other arguments */
  static async open(path: string, shown: string, wanted: SampleArguments, isForced: boolean): Promise<SampleFolder> {
    const networks = await listNetworks(path, shown)
    const folder = new SampleFolder(path, shown, isForced, byStart(networks))
    if (!isForced) await folder.#refuseOthers(networks, wanted)
    await folder.#mark(wanted)
    await rm(join(path, manifestName), { force: true })
    return folder
  }

  /** Writes a network, unless another one of its seed and index is there. */
  async writeNetwork(file: string, bytes: Uint8Array): Promise<void> {
    const other = this.#found.get(startOf(file))?.find((name) => name !== file)
    if (other !== undefined && !this.#isForced) {
      throw occupied(this.#shown, `the folder holds another network of this seed and number, ${other}`)
    }
    await this.#write(file, bytes)
    this.#hasWritten = true
  }

  /** Makes the sample whole. Where it is forced, networks of other arguments are removed. */
  async finish(manifest: Manifest): Promise<void> {
    const own = new Set(manifest.networks.map(({ file }) => file))
    const others = (await listNetworks(this.#path, this.#shown)).filter((name) => !own.has(name))
    const [other] = others
    if (other !== undefined && !this.#isForced) {
      throw occupied(this.#shown, `another run has written to the folder in the meantime: ${other}`)
    }
    for (const name of others) await rm(join(this.#path, name), { force: true })
    await this.#write(manifestName, `${JSON.stringify(manifest, undefined, 1)}\n`)
    await rm(join(this.#path, markerName), { force: true })
  }

  /** Leaves nothing behind of a run that ended before it wrote a network. */
  async abandon(): Promise<void> {
    if (this.#hasWritten || this.#found.size > 0) return
    await rm(join(this.#path, markerName), { force: true }).catch(() => undefined)
  }

  async #refuseOthers(networks: readonly string[], wanted: SampleArguments): Promise<void> {
    const manifest = await this.#read(manifestName)
    if (manifest !== undefined && !isContinuedBy(manifest, wanted)) throw occupied(this.#shown, otherArguments)
    const other = networks.find((name) => {
      const place = placeOfFile(name)
      return place?.seed !== wanted.seed || place.index >= wanted.count
    })
    if (other !== undefined) throw occupied(this.#shown, `${otherArguments}, such as ${other}`)
  }

  async #mark(wanted: SampleArguments): Promise<void> {
    const path = join(this.#path, markerName)
    const text = `${JSON.stringify(wanted, undefined, 1)}\n`
    const isFirst = await createFile(path, text).catch((error: unknown) => {
      throw this.#placed(error, markerName)
    })
    if (isFirst) return
    const marker = await this.#read(markerName)
    if (!this.#isForced && !isContinuedBy(marker ?? '', wanted)) {
      throw occupied(this.#shown, 'a run of other arguments writes to the folder, or was stopped there')
    }
    await this.#write(markerName, text)
  }

  /** @returns undefined for a file that is not there, and nothing of one that cannot be read */
  async #read(name: string): Promise<string | undefined> {
    return readFile(join(this.#path, name), 'utf8').catch((error: unknown) =>
      hasCode(error, 'ENOENT') ? undefined : '',
    )
  }

  async #write(name: string, data: string | Uint8Array): Promise<void> {
    await nodeFiles.writeFileAtomically(join(this.#path, name), data).catch((error: unknown) => {
      throw this.#placed(error, name)
    })
  }

  #placed(error: unknown, name: string): unknown {
    return error instanceof PreciousError ? placed(error, `${this.#shown}/${name}`) : error
  }
}

/** Names of the networks in a folder; none where it does not exist. */
async function listNetworks(path: string, shown: string): Promise<readonly string[]> {
  const names = await readdir(path).catch((cause: unknown): readonly string[] => {
    if (hasCode(cause, 'ENOENT')) return []
    const what = hasCode(cause, 'ENOTDIR') ? 'this is a file, not a folder' : 'the folder cannot be read'
    throw new PreciousError('output/unwritable', { what, hint: 'Choose another folder', where: shown, cause })
  })
  return names.filter((name) => placeOfFile(name) !== undefined).toSorted()
}

function byStart(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const same = found.get(startOf(name))
    if (same === undefined) found.set(startOf(name), [name])
    else same.push(name)
  }
  return found
}

function startOf(name: string): string {
  const place = placeOfFile(name)
  return place === undefined ? name : fileStart(place.seed, place.index)
}

/** Whether the networks of a manifest or marker are the first ones of what is wanted. */
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
