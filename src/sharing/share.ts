import type { CacheUse } from '../analysis/cache-use.ts'
import { type CachePart, type CacheSplit, splitTogether } from '../analysis/cache-split.ts'
import type { Assessment } from '../assess.ts'
import type { Device } from './device.ts'
import { type Turn, turnOf } from './turn.ts'

/** A model that was read. */
export interface SharingModel {
  readonly path: string
  readonly assessment: Pick<Assessment, 'cacheUse' | 'facts'>
}

/** How a model shares its device. */
export interface ModelSharing {
  readonly device: Device
  /** The other models that run on the device. */
  readonly others: readonly string[]
  readonly turn: Turn
  /**
   * Where its parameters are as one of models that are compiled together; undefined where that is as if it were alone,
   * and for what is compiled already.
   */
  readonly split: CacheSplit | undefined
  /** What compiling the models together would do; undefined where they are, and where not all of them could be read. */
  readonly together: Together | undefined
}

/**
 * Compiled together, some models would stream more than they do apart: which, with the usual capacity of the cache,
 * where its rule can say it (certain where no capacity that was logged says otherwise), else how much all of them have
 * cached.
 */
export type Together =
  | { readonly kind: 'split'; readonly streamedMore: ReadonlyMap<string, number>; readonly isCertain: boolean }
  | { readonly kind: 'sum'; readonly cachedBytes: number }

/** How each model shares its device. A model that runs on the CPU, or is alone on its device, is left out. */
export function shareDevices(
  devices: readonly Device[],
  models: readonly SharingModel[],
): ReadonlyMap<string, ModelSharing> {
  const byPath = new Map(models.map((model) => [model.path, model]))
  return new Map(devices.flatMap((device) => shareDevice(device, byPath)))
}

function shareDevice(device: Device, models: ReadonlyMap<string, SharingModel>): [string, ModelSharing][] {
  const useOf = (path: string): CacheUse | undefined => models.get(path)?.assessment.cacheUse
  const users = device.paths.flatMap((path) => {
    const cacheUse = useOf(path)
    return cacheUse?.kind === 'none' ? [] : [{ path, cacheUse }]
  })
  if (users.length < 2) return []
  const read = users.flatMap(({ path }) => models.get(path) ?? [])
  const splits = splitPlain(read)
  const together = device.coCompiled || read.length < users.length ? undefined : compareTogether(read, splits)
  return read.map((model) => {
    const others = users.filter(({ path }) => path !== model.path)
    const turn = turnOf({ path: model.path, cacheUse: useOf(model.path) }, others, device.coCompiled)
    const split = device.coCompiled ? splits.get(model.path) : undefined
    const own = { split: split !== undefined && isChanged(model, split) ? split : undefined }
    return [model.path, { device, others: others.map(({ path }) => path), turn, together, ...own }]
  })
}

/** The plain models' shares of one cache, in their order. */
function splitPlain(models: readonly SharingModel[]): ReadonlyMap<string, CacheSplit> {
  const plain = models.flatMap(({ path, assessment: { cacheUse } }): (CachePart & { path: string })[] =>
    cacheUse.kind === 'plain' ? [{ path, ...cacheUse.part }] : [],
  )
  return new Map(splitTogether(plain).flatMap((split, index) => {
    const path = plain[index]?.path
    return path === undefined ? [] : [[path, split]]
  }))
}

function compareTogether(
  models: readonly SharingModel[],
  splits: ReadonlyMap<string, CacheSplit>,
): Together | undefined {
  if (models.some(({ assessment }) => assessment.cacheUse.kind === 'unread')) return undefined
  if (splits.size < models.length) {
    const cached = models.map(({ assessment }) => assessment.facts.totals.cachedBytes?.value ?? 0)
    return { kind: 'sum', cachedBytes: cached.reduce((sum, bytes) => sum + bytes, 0) }
  }
  const moreAt = (bound: 'value' | 'high'): [string, number][] =>
    models.flatMap(({ path, assessment: { facts } }) => {
      const more = (splits.get(path)?.streamedBytes[bound] ?? 0) - (facts.totals.streamedBytes?.[bound] ?? 0)
      return more > 0 ? [[path, more]] : []
    })
  return { kind: 'split', streamedMore: new Map(moreAt('value')), isCertain: moreAt('high').length === 0 }
}

function isChanged({ assessment }: SharingModel, split: CacheSplit): boolean {
  const { totals } = assessment.facts
  return (['cachedBytes', 'streamedBytes'] as const).some((name) =>
    (['value', 'low', 'high'] as const).some((bound) => totals[name]?.[bound] !== split[name][bound]),
  )
}
