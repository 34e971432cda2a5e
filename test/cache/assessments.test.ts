import { copyFileSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, type Assessment } from '../../src/assess.ts'
import { resolveConfig } from '../../src/budget/resolve-config.ts'
import { type AssessFile, check } from '../../src/check.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { nodeFiles } from '../../src/host/files.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { rememberAssessments } from '../../src/cache/assessments.ts'
import { Store } from '../../src/cache/store.ts'
import { toBuildText } from '../../src/report/build-text.ts'
import { toJson } from '../../src/report/json.ts'
import { sha256Of } from '../../src/sha256.ts'
import { folderWith, thrownBy } from '../host/temporary.ts'
import {
  compiled,
  customOperators,
  oneConvolution,
  resizing,
  resizingAndCustom,
  separable,
  streaming,
} from '../report/round-networks.ts'
import { arbitraryNetwork } from '../support/arbitrary-network.ts'
import { everyLayer } from '../support/networks.ts'

const usb = estimatorOf('coral-usb3-max')
const pcie = estimatorOf('coral-pcie-max')
const model = writeNetwork(separable()).slice()
/** Another model of as many bytes. */
const otherModel = withOneBitChanged(model)
const longAgo = new Date('2024-01-01T00:00:00Z')

/** A model that differs in its content only, not in what it takes. */
function withOneBitChanged(bytes: Uint8Array): Uint8Array {
  const expected = JSON.stringify(assess(bytes, [usb]).facts)
  for (let index = bytes.length - 1; index > 0; index--) {
    const changed = bytes.slice()
    changed[index] = (changed[index] ?? 0) ^ 1
    if (isLike(changed, expected)) return changed
  }
  throw new Error('every byte counts')
}

function isLike(bytes: Uint8Array, facts: string): boolean {
  try {
    return JSON.stringify(assess(bytes, [usb]).facts) === facts
  } catch {
    return false
  }
}

/** A store that counts what is asked of it and what it has. */
class CountingStore extends Store {
  hits = 0
  misses = 0

  override async read(key: string): Promise<unknown> {
    const value = await super.read(key)
    if (value === undefined) this.misses++
    else this.hits++
    return value
  }
}

/** A folder with `a.tflite`, which was last changed long ago, and one for the cache beside it. */
function project(bytes: Uint8Array = model): Record<'file' | 'cache' | 'folder', string> {
  const folder = folderWith()
  const file = join(folder, 'a.tflite')
  writeOld(file, bytes)
  return { folder, file, cache: join(folder, 'cache') }
}

function writeOld(file: string, bytes: Uint8Array): void {
  writeFileSync(file, bytes)
  utimesSync(file, longAgo, longAgo)
}

interface Given {
  readonly cache?: string
  readonly trustsStamps?: boolean
}

/** Assesses as a new process would. */
function newProcess({ cache, trustsStamps = true }: Given = {}): AssessFile {
  return rememberAssessments({ store: cache === undefined ? undefined : new Store(cache), trustsStamps })
}

/** Assesses in a new process, and says how often the cache had an entry and how often not. */
async function askedOf(cache: string, file: string, estimators: readonly EstimatorArtifact[]): Promise<string> {
  const store = new CountingStore(cache)
  await rememberAssessments({ store, trustsStamps: true })(file, estimators)
  return `${store.hits} hits, ${store.misses} misses`
}

/** To the byte, as it goes into reports. */
function json(assessment: Assessment): string {
  return JSON.stringify(assessment)
}

describe.each([
  ['in memory', false],
  ['on disk', true],
])('a model that was assessed before, remembered %s', (_, isOnDisk) => {
  /** Assesses the file twice, the second time in a new process where the memory is on disk. */
  async function twice(change: (file: string) => void, trustsStamps = true): Promise<[Assessment, Assessment]> {
    const { file, cache } = project()
    const given = isOnDisk ? { cache, trustsStamps } : { trustsStamps }
    const first = newProcess(given)
    const before = await first(file, [usb])
    change(file)
    const second = isOnDisk ? newProcess(given) : first
    return [before, await second(file, [usb])]
  }

  it('has the same assessment', async () => {
    const [before, after] = await twice(() => undefined)
    expect(json(after)).toBe(json(before))
    expect(json(after)).toBe(json(assess(model, [usb])))
  })

  it('is not read again while its size, time and inode are the same', async () => {
    const [before, after] = await twice((file) => writeOld(file, otherModel))
    expect(after.sha256).toBe(before.sha256)
  })

  it('is read again where stamps are not trusted', async () => {
    const [, after] = await twice((file) => writeOld(file, otherModel), false)
    expect(after.sha256).toBe(sha256Of(otherModel))
  })

  it('is read again where its time is another one', async () => {
    const [, after] = await twice((file) => {
      writeFileSync(file, otherModel)
      utimesSync(file, longAgo, new Date(longAgo.getTime() + 1_000))
    })
    expect(after.sha256).toBe(sha256Of(otherModel))
  })

  it('is read again where another file took its place', async () => {
    const [, after] = await twice((file) => {
      writeOld(`${file}.new`, otherModel)
      renameSync(`${file}.new`, file)
    })
    expect(after.sha256).toBe(sha256Of(otherModel))
  })

  it('is assessed anew where its content is another one', async () => {
    const larger = writeNetwork(streaming()).slice()
    const [, after] = await twice((file) => writeFileSync(file, larger))
    expect(json(after)).toBe(json(assess(larger, [usb])))
  })

  it('is an error where it cannot be read any more', async () => {
    expect(await thrownBy(() => twice((file) => writeFileSync(file, '')))).toMatchObject({ code: 'model/empty' })
  })
})

describe('the cache', () => {
  it('is asked for the content of a file and for each target', async () => {
    const { file, cache } = project()
    expect(await askedOf(cache, file, [usb, pcie])).toBe('0 hits, 3 misses')
    expect(await askedOf(cache, file, [usb, pcie])).toBe('3 hits, 0 misses')
  })

  it('does not trust the time of a file that changed a moment ago', async () => {
    const { file, cache } = project()
    const justNow = new Date(Date.now() + 3_600_000)
    utimesSync(file, justNow, justNow)
    await newProcess({ cache })(file, [usb])
    writeFileSync(file, otherModel)
    utimesSync(file, justNow, justNow)
    expect((await newProcess({ cache })(file, [usb])).sha256).toBe(sha256Of(otherModel))
  })

  it('has the same content under another path', async () => {
    const { file, cache, folder } = project()
    await newProcess({ cache })(file, [usb])
    copyFileSync(file, join(folder, 'b.tflite'))
    expect(await askedOf(cache, join(folder, 'b.tflite'), [usb])).toBe('1 hits, 0 misses')
  })

  it('has nothing for another target, and keeps both', async () => {
    const { file, cache } = project()
    await newProcess({ cache })(file, [usb])
    const both = await newProcess({ cache })(file, [usb, pcie])
    expect(json(both)).toBe(json(assess(model, [usb, pcie])))
    expect(await askedOf(cache, file, [pcie, usb])).toBe('3 hits, 0 misses')
  })

  it('gives targets in the order that is asked for', async () => {
    const { file, cache } = project()
    await newProcess({ cache })(file, [usb, pcie])
    expect(json(await newProcess({ cache })(file, [pcie, usb]))).toBe(json(assess(model, [pcie, usb])))
  })

  it('has nothing for an estimator with another coefficient', async () => {
    const { file, cache } = project()
    await newProcess({ cache })(file, [usb])
    const changed = { ...usb, clockMhz: usb.clockMhz / 2 }
    expect(json(await newProcess({ cache })(file, [changed]))).toBe(json(assess(model, [changed])))
  })

  it('may be asked without a target', async () => {
    const { file, cache } = project()
    expect(json(await newProcess({ cache })(file, []))).toBe(json(assess(model, [])))
    expect(json(await newProcess({ cache })(file, []))).toBe(json(assess(model, [])))
  })

  it.each([
    ['is damaged', (text: string) => text.replace('"', "'")],
    ['was cut short', (text: string) => text.slice(0, text.length / 2)],
    ['is empty', () => ''],
    ['is of something else', () => '{"stamp":null,"sha256":null,"facts":null,"demand":null}'],
  ])('that %s is filled again', async (_, damage) => {
    const { file, cache } = project()
    await newProcess({ cache })(file, [usb])
    const decoder = new TextDecoder()
    for (const name of readdirSync(cache)) {
      writeFileSync(join(cache, name), damage(decoder.decode(await nodeFiles.readFile(join(cache, name)))))
    }
    expect(json(await newProcess({ cache })(file, [usb]))).toBe(json(assess(model, [usb])))
    expect(await askedOf(cache, file, [usb])).toBe('2 hits, 0 misses')
  })

  it('has entries that were exchanged for none', async () => {
    const { file, cache } = project()
    await newProcess({ cache })(file, [usb])
    const [one = '', another = ''] = readdirSync(cache).map((name) => join(cache, name))
    renameSync(one, `${one}.x`)
    renameSync(another, one)
    renameSync(`${one}.x`, another)
    expect(json(await newProcess({ cache })(file, [usb]))).toBe(json(assess(model, [usb])))
  })

  it('is not needed: where it cannot be written, models are assessed', async () => {
    const { file, folder } = project()
    writeFileSync(join(folder, 'occupied'), '')
    const assessFile = newProcess({ cache: join(folder, 'occupied/cache') })
    expect(json(await assessFile(file, [usb]))).toBe(json(assess(model, [usb])))
    expect(json(await assessFile(file, [usb]))).toBe(json(assess(model, [usb])))
  })

  it('remembers no error', async () => {
    const { file, cache } = project(new Uint8Array(100))
    await thrownBy(() => newProcess({ cache })(file, [usb]))
    writeOld(file, model)
    expect(json(await newProcess({ cache })(file, [usb]))).toBe(json(assess(model, [usb])))
  })

  it('serves several at the same time', async () => {
    const { file, cache } = project()
    const assessFile = newProcess({ cache })
    const found = await Promise.all([usb, pcie, usb, pcie].map((estimator) => assessFile(file, [estimator])))
    const expected = [usb, pcie, usb, pcie].map((estimator) => assess(model, [estimator]))
    expect(found.map(json)).toEqual(expected.map(json))
  })
})

describe('a report from the cache', () => {
  const networks: Readonly<Record<string, Network>> = {
    'convolution.tflite': oneConvolution(),
    'separable.tflite': separable(),
    'streaming.tflite': streaming(),
    'resizing.tflite': resizing(3),
    'custom.tflite': customOperators('Foo', 3),
    'resizing-custom.tflite': resizingAndCustom(),
    'compiled.tflite': compiled(),
    'every-layer.tflite': everyLayer('int8'),
    'every-layer-uint8.tflite': everyLayer('uint8'),
  }
  const quantities = { energy: '1 mJ', memory: '1 KiB', streamed: '0 B', cpuOperators: 0 }
  const budgets = { latency: '1 ms', throughput: '100 fps', ...quantities }
  const user = { target: ['coral-usb3-max', 'coral-pcie-max'], models: [{ match: '*.tflite', budgets }] }

  /** All that is said of the models in a folder. */
  async function reportOn(folder: string, assessFile?: AssessFile): Promise<string> {
    const config = resolveConfig(user, { file: 'precious.config.json', directory: folder })
    const { report } = await check(config, { files: nodeFiles, assessFile })
    return `${toJson(report)}\n${toBuildText(report)}`
  }

  /** The same by a fresh check, by one that fills a cache, and by later ones that have it. */
  async function reportsOn(files: Readonly<Record<string, Uint8Array>>): Promise<string[]> {
    const folder = folderWith()
    for (const [name, bytes] of Object.entries(files)) writeOld(join(folder, name), bytes)
    const cache = join(folder, 'cache')
    const first = newProcess({ cache })
    const filling = await reportOn(folder, first)
    const later = [first, newProcess({ cache }), newProcess({ cache, trustsStamps: false })]
    return [await reportOn(folder), filling, ...(await Promise.all(later.map((one) => reportOn(folder, one))))]
  }

  it.each(Object.keys(networks))('is that of a fresh check to the byte, for %s', async (name) => {
    const network = networks[name]
    if (network === undefined) throw new Error(name)
    expect(new Set(await reportsOn({ [name]: writeNetwork(network) })).size).toBe(1)
  })

  it('is that of a fresh check to the byte, for all of them and a broken one', async () => {
    const files = Object.entries(networks).map(([name, network]) => [name, writeNetwork(network)] as const)
    const reports = await reportsOn({ ...Object.fromEntries(files), 'broken.tflite': model.subarray(0, 100) })
    expect(new Set(reports).size).toBe(1)
  })

  it('is that of a fresh check to the byte, for any network', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, async (network) => {
        expect(new Set(await reportsOn({ 'a.tflite': writeNetwork(network) })).size).toBe(1)
      }),
      { numRuns: 40 },
    )
  })
})
