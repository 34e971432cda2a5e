import type { CacheUse } from '../analysis/cache-use.ts'

/** A model of a device, as far as the parameter cache is concerned. */
export interface CacheUser {
  readonly path: string
  /** Undefined for a model that could not be read. */
  readonly cacheUse: CacheUse | undefined
}

/** What a model finds in the cache when its turn comes. */
export type Turn =
  | { readonly kind: 'keeps' }
  | { readonly kind: 'reloads'; readonly displacedBy: readonly string[] }
  /** It depends on models of which nothing is known. */
  | { readonly kind: 'unknown'; readonly unreadable: readonly string[] }

/**
 * Whether what a model has cached is still there when its turn comes again, after each of the others had one. The
 * driver forgets what is cached at an inference whose token is not the current one, also at one without a token, and
 * reloads each model for itself (google-coral/libedgetpu driver/driver.cc, SubmitInferenceRequest).
 */
export function turnOf(model: CacheUser, others: readonly CacheUser[], coCompiled: boolean): Turn {
  const displaced = others.map(({ path, cacheUse }) => ({ path, is: displaces(cacheUse, model.cacheUse, coCompiled) }))
  const pathsWhere = (answer: Answer): string[] => displaced.filter(({ is }) => is === answer).map(({ path }) => path)
  const displacedBy = pathsWhere('yes')
  if (displacedBy.length > 0) return { kind: 'reloads', displacedBy }
  const unreadable = pathsWhere('unknown')
  return unreadable.length > 0 ? { kind: 'unknown', unreadable } : { kind: 'keeps' }
}

type Answer = 'yes' | 'no' | 'unknown'

function displaces(other: CacheUse | undefined, own: CacheUse | undefined, coCompiled: boolean): Answer {
  if (other?.kind === 'none' || own?.kind === 'none') return 'no'
  if (other === undefined || own === undefined) return 'unknown'
  if (other.kind === 'plain' && own.kind === 'plain') return coCompiled ? 'no' : 'yes'
  if (other.kind === 'plain' || own.kind === 'plain') return 'yes'
  if (other.kind === 'unread' || own.kind === 'unread') return 'unknown'
  return other.token !== undefined && other.token === own.token ? 'no' : 'yes'
}
