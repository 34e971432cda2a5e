import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analyse.ts'
import { type ComparedModel, compareModel } from '../../src/comparison/compare.ts'
import type { Counterpart } from '../../src/comparison/pair-models.ts'
import { PreciousError } from '../../src/errors.ts'
import { roundEstimator } from '../report/round-estimator.ts'
import { compiled } from '../report/round-networks.ts'
import { layered } from '../support/layered.ts'
import { propertiesWith } from '../support/properties.ts'
import { baselineModel, unreadableModel } from './baseline-models.ts'

const { properties, totals, operators } = analyse(layered('c8 d3 c16 m'))
const head: ComparedModel = {
  path: 'new.tflite', sha256: 'head', properties, cpuOperators: totals.cpuOperators, operators,
}
const usual: Omit<Counterpart, 'model'> = { path: 'new.tflite', hasSameContent: false, similarity: null }

describe('a model beside its counterpart', () => {
  it('is new without one', async () => {
    const { change, targets } = await compareModel(head, undefined, [roundEstimator()])
    expect(change).toEqual({ state: 'new', renamedFrom: null, similarity: null, baseSha256: null, reason: null })
    expect(targets.size).toBe(0)
  })

  it('is not read again where its content is the same', async () => {
    const model = baselineModel('head', undefined)
    const { change, targets } = await compareModel(head, { ...usual, model, hasSameContent: true }, [roundEstimator()])
    expect(change).toMatchObject({ state: 'same', baseSha256: 'head' })
    expect(targets.get('round-board')?.operators).toEqual([])
    expect(model.reads).toBe(0)
  })

  it('has what it was renamed from, and how alike it is', async () => {
    const model = baselineModel('base', operators)
    const { change } = await compareModel(head, { ...usual, path: 'old.tflite', similarity: 0.75, model }, [])
    expect(change).toEqual({
      state: 'changed', renamedFrom: 'old.tflite', similarity: 0.75, baseSha256: 'base', reason: null,
    })
  })

  it('is compared on every target, with the properties of both', async () => {
    const estimators = ['one', 'two'].map((target) => roundEstimator({ target }))
    const { targets } = await compareModel(head, { ...usual, model: baselineModel('base', operators) }, estimators)
    expect([...targets.keys()]).toEqual(['one', 'two'])
    expect(targets.get('two')?.properties?.head).toBe(properties)
  })

  it('has no properties to compare where one is compiled', async () => {
    const folded = analyse(compiled())
    const now = { ...head, properties: folded.properties, operators: folded.operators }
    const { change, targets } = await compareModel(now, { ...usual, model: baselineModel('base', operators) }, [
      roundEstimator(),
    ])
    expect(change.state).toBe('changed')
    expect(targets.get('round-board')?.properties).toBeUndefined()
  })

  it('names no operators as new or gone where one is what the compiler folded', async () => {
    const folded = { ...head, properties: propertiesWith({ compiledOperators: 1 }), operators: analyse(compiled()).operators }
    const { targets } = await compareModel(folded, { ...usual, model: baselineModel('base', operators) }, [
      roundEstimator(),
    ])
    expect(targets.get('round-board')?.operators).toBeUndefined()
  })

  it('is not compared where that cannot be read: why is a sentence that names the place', async () => {
    const model = unreadableModel('x')
    const placed = unreadableModel('x', new PreciousError('git/missing-object', { what: 'a', hint: 'b', where: 'c' }))
    const { change, targets } = await compareModel(head, { ...usual, path: 'old.tflite', model }, [roundEstimator()])
    expect(change).toMatchObject({ state: 'unavailable', renamedFrom: 'old.tflite' })
    expect(change.reason).toBe('old.tflite: the file is damaged. Write it again.')
    expect(targets.size).toBe(0)
    expect((await compareModel(head, { ...usual, model: placed }, [])).change.reason).toBe('c: a. b.')
  })

  it('does not hide a defect', async () => {
    const model = unreadableModel('x', new TypeError('a defect'))
    await expect(compareModel(head, { ...usual, model }, [])).rejects.toThrow('a defect')
  })
})
