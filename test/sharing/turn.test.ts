import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reducedCapacity } from '../../src/analysis/cache.ts'
import type { CacheUse } from '../../src/analysis/cache-use.ts'
import { turnOf } from '../../src/sharing/turn.ts'

const part = { layers: [], leastCapacity: reducedCapacity, softmaxOperators: 0 }
const plain: CacheUse = { kind: 'plain', part }
const unread: CacheUse = { kind: 'unread' }
const onCpu: CacheUse = { kind: 'none' }

function compiled(token: string | undefined): CacheUse {
  return { kind: 'compiled', token }
}

/** What becomes of a model after others had their turns. */
function kindOf(own: CacheUse, others: readonly (CacheUse | undefined)[], coCompiled = false): string {
  const users = others.map((cacheUse, index) => ({ path: `${index}`, cacheUse }))
  return turnOf({ path: 'own', cacheUse: own }, users, coCompiled).kind
}

describe('what a model finds in the cache', () => {
  it.each([
    ['is kept by a model of the same token', compiled('0x1'), compiled('0x1'), 'keeps'],
    ['is displaced by one of another token', compiled('0x1'), compiled('0x2'), 'reloads'],
    ['is displaced by one without a token', compiled('0x1'), compiled(undefined), 'reloads'],
    ['is displaced by a plain model, which will have a token of its own', compiled('0x1'), plain, 'reloads'],
    ['is displaced by a model that is compiled apart', plain, plain, 'reloads'],
    ['is kept by a model that runs on the CPU', plain, onCpu, 'keeps'],
    ['depends on a compiled model that cannot be read', compiled('0x1'), unread, 'unknown'],
    ['is displaced by that in the case of a plain model', plain, unread, 'reloads'],
    ['depends on a model that cannot be read at all', plain, undefined, 'unknown'],
  ])('%s', (_, own, other, kind) => {
    expect(kindOf(own, [other])).toBe(kind)
  })

  it('is kept by plain models that will be compiled together, but not by others', () => {
    expect(kindOf(plain, [plain, plain], true)).toBe('keeps')
    expect(kindOf(plain, [plain, compiled('0x1')], true)).toBe('reloads')
  })

  it('is displaced for certain by one model, whatever is known of others', () => {
    expect(turnOf({ path: 'own', cacheUse: compiled('0x1') }, [
      { path: 'a', cacheUse: unread },
      { path: 'b', cacheUse: compiled('0x2') },
      { path: 'c', cacheUse: compiled('0x1') },
    ], false)).toEqual({ kind: 'reloads', displacedBy: ['b'] })
  })

  it('does not depend on the order of the turns', () => {
    const use = fc.constantFrom(plain, unread, onCpu, compiled('0x1'), compiled('0x2'), compiled(undefined), undefined)
    fc.assert(
      fc.property(use, fc.array(use), fc.boolean(), (own = plain, others, coCompiled) => {
        expect(kindOf(own, others.toReversed(), coCompiled)).toBe(kindOf(own, others, coCompiled))
      }),
    )
  })
})
