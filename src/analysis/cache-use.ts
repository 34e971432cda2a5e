import type { CachePart } from './cache-split.ts'
import type { CompiledPart } from './compiled.ts'

/**
 * What a model does to the parameter cache of a device that it shares with others. `none`: nothing of it runs there.
 * `plain`: the compiler will decide, by the rule of `cache.ts`. `compiled`: the compiler has decided; models with one
 * token were compiled together. `unread`: it is compiled, and its compiled operator cannot be read.
 */
export type CacheUse =
  | { readonly kind: 'none' }
  | { readonly kind: 'plain'; readonly part: CachePart }
  | { readonly kind: 'compiled'; readonly token: string | undefined }
  | { readonly kind: 'unread' }

/** @param mappedOperators how many operators of a plain model run on the device */
export function cacheUseOf(compiled: CompiledPart | undefined, part: CachePart, mappedOperators: number): CacheUse {
  switch (compiled?.kind) {
    case 'read':
      return { kind: 'compiled', token: compiled.executable.cachingToken }
    case 'unread':
      return { kind: 'unread' }
    case undefined:
      return mappedOperators === 0 ? { kind: 'none' } : { kind: 'plain', part }
  }
}
