import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { propertyNames } from '../../src/analysis/properties.ts'
import { PreciousError } from '../../src/errors.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { mutated } from '../support/mutations.ts'
import { smallModels } from '../support/small-models.ts'

const runsPerModel = 300
const seed = 20_261_123

describe('a damaged model', () => {
  it('is damaged in the same way by the same seed', () => {
    const [model] = smallModels()
    if (model === undefined) throw new Error('there are models')
    const original = new Uint8Array(model.bytes)
    expect(mutated(model.bytes, 42)).toEqual(mutated(model.bytes, 42))
    expect(model.bytes).toEqual(original)
  })

  it.each(smallModels())('is read and analysed, or refused with a PreciousError: $name', ({ bytes }) => {
    fc.assert(
      fc.property(fc.nat(), (damage) => {
        expect(unexpectedError(mutated(bytes, damage))).toBeUndefined()
      }),
      { seed, numRuns: runsPerModel },
    )
  })
})

function unexpectedError(bytes: Uint8Array): unknown {
  try {
    const { properties } = analyse(loadNetwork(bytes))
    const strange = propertyNames.filter((name) => !isSound(properties?.[name] ?? 0))
    return strange.length === 0 ? undefined : strange
  } catch (error) {
    return error instanceof PreciousError ? undefined : error
  }
}

function isSound(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
