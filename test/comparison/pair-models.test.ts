import { describe, expect, it } from 'vitest'
import type { OperatorAnalysis } from '../../src/analysis/analysis.ts'
import type { BaselineModel } from '../../src/comparison/baseline.ts'
import { type HeadModel, pairModels, type Pairing } from '../../src/comparison/pair-models.ts'
import { operatorsOf } from '../support/layered.ts'
import { baselineModel, unreadableModel } from './baseline-models.ts'

const five = operatorsOf('c8 d3 c16 p2 m')
const six = operatorsOf('c8 d3 c16 t p2 m')
const dense = operatorsOf('f16 t f16 t f4', { input: [1, 32] })

function head(path: string, contentId: string, operators: readonly OperatorAnalysis[] = five): HeadModel {
  return { path, contentIds: [`other name of ${contentId}`, contentId], operators }
}

async function pair(
  heads: readonly HeadModel[],
  models: Readonly<Record<string, BaselineModel>>,
  others?: readonly string[],
): Promise<Pairing> {
  return await pairModels(heads, { models: new Map(Object.entries(models)) }, others)
}

/** `b < a` with what is known of the pair; and what is gone. */
function shown({ counterparts, removed }: Pairing): readonly string[] {
  const pairs = [...counterparts].map(([path, { path: from, hasSameContent, similarity }]) => {
    const alike = similarity === null ? '' : ` ${Math.round(similarity * 100)} %`
    return `${path} < ${from}${hasSameContent ? ' same' : ''}${alike}`
  })
  return [...pairs, ...removed.map((path) => `${path} gone`)]
}

describe('the counterpart of a model', () => {
  it('is the model at the same path, the same or not', async () => {
    const models = { 'a.tflite': baselineModel('1', five), 'b.tflite': baselineModel('2', five) }
    const pairing = await pair([head('a.tflite', '1'), head('b.tflite', '3')], models)
    expect(shown(pairing)).toEqual(['a.tflite < a.tflite same', 'b.tflite < b.tflite'])
    expect([models['a.tflite'].reads, models['b.tflite'].reads]).toEqual([0, 0])
  })

  it('is the model at the same path even where another is more like it', async () => {
    const models = { 'a.tflite': baselineModel('1', dense), 'b.tflite': baselineModel('2', five) }
    expect(shown(await pair([head('a.tflite', '2')], models))).toEqual(['a.tflite < a.tflite', 'b.tflite gone'])
  })

  it('is one of the same content that is gone from its path, without reading any', async () => {
    const models = { 'old.tflite': baselineModel('1', five), 'gone.tflite': baselineModel('2', five) }
    const pairing = await pair([head('new.tflite', '1')], models)
    expect(shown(pairing)).toEqual(['new.tflite < old.tflite same', 'gone.tflite gone'])
    expect(models['old.tflite'].reads + models['gone.tflite'].reads).toBe(0)
  })

  it('is not one of the same content that is still there: that was copied', async () => {
    const models = { 'a.tflite': baselineModel('1', five) }
    expect(shown(await pair([head('a.tflite', '1'), head('b.tflite', '1')], models))).toEqual([
      'a.tflite < a.tflite same',
    ])
  })

  it('is another one for each of several models of the same content', async () => {
    const models = { 'old/a.tflite': baselineModel('1', five), 'old/b.tflite': baselineModel('1', five) }
    const heads = ['a', 'b', 'c'].map((name) => head(`new/${name}.tflite`, '1'))
    expect(shown(await pair(heads, models))).toEqual([
      'new/a.tflite < old/a.tflite same',
      'new/b.tflite < old/b.tflite same',
    ])
  })

  it('is the most similar one that is gone, where it was renamed and changed', async () => {
    const models = { 'dense.tflite': baselineModel('1', dense), 'old.tflite': baselineModel('2', five) }
    expect(shown(await pair([head('new.tflite', '3', six)], models))).toEqual([
      'new.tflite < old.tflite 83 %',
      'dense.tflite gone',
    ])
  })

  it('goes to the model that is most like it where two might be it', async () => {
    const models = { 'old.tflite': baselineModel('1', five) }
    const heads = [head('a.tflite', '2', six), head('b.tflite', '3', operatorsOf('c8 d3 c16 p2 m'))]
    expect(shown(await pair(heads, models))).toEqual(['b.tflite < old.tflite 100 %'])
  })

  it('is the first by path of two that are alike', async () => {
    const models = { 'old/a.tflite': baselineModel('1', five), 'old/b.tflite': baselineModel('2', five) }
    expect(shown(await pair([head('new.tflite', '3')], models))).toEqual([
      'new.tflite < old/a.tflite 100 %',
      'old/b.tflite gone',
    ])
  })

  it('counts operators that only differ in size as less alike', async () => {
    const models = { 'old.tflite': baselineModel('1', operatorsOf('c8 c8 c8')) }
    // The first reads the same image: of three operators, all of the same kind and none the same.
    const pairing = await pair([head('new.tflite', '2', operatorsOf('c16 c16 c16'))], models)
    expect(shown(pairing)).toEqual(['new.tflite < old.tflite 70 %'])
  })

  it('is none that is too different, and none of fewer than three operators', async () => {
    const models = { 'dense.tflite': baselineModel('1', dense), 'tiny.tflite': baselineModel('2', operatorsOf('c8 m')) }
    const heads = [head('a.tflite', '3'), head('b.tflite', '4', operatorsOf('c8 m'))]
    expect(shown(await pair(heads, models))).toEqual(['dense.tflite gone', 'tiny.tflite gone'])
  })

  it('is none that cannot be read, but a defect is not hidden', async () => {
    const [heads, readable] = [[head('new.tflite', '9')], baselineModel('2', five)]
    const pairing = await pair(heads, { 'damaged.tflite': unreadableModel('1'), 'old.tflite': readable })
    expect(shown(pairing)).toEqual(['new.tflite < old.tflite 100 %', 'damaged.tflite gone'])
    const broken = { 'old.tflite': unreadableModel('1', new TypeError('a defect')) }
    await expect(pair(heads, broken)).rejects.toThrow('a defect')
  })

  it('is none whose operators are not at hand, as in a report', async () => {
    const models = { 'old.tflite': baselineModel('1', undefined) }
    expect(shown(await pair([head('new.tflite', '2')], models))).toEqual(['old.tflite gone'])
  })
})

describe('models that are gone', () => {
  it('are listed in the order of their paths, and not read where nothing is new', async () => {
    const models = { 'b.tflite': baselineModel('1', five), 'a.tflite': baselineModel('2', five) }
    expect(shown(await pair([], models))).toEqual(['a.tflite gone', 'b.tflite gone'])
    expect(models['a.tflite'].reads).toBe(0)
  })

  it('are not those that are there today and could not be read', async () => {
    const models = { 'a.tflite': baselineModel('1', five) }
    expect(shown(await pair([head('b.tflite', '1')], models, ['a.tflite']))).toEqual([])
  })

  it('are read up to 40 to find out what was renamed', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `old/${100 + index}.tflite`)
    const models = Object.fromEntries(names.map((name) => [name, baselineModel(name, five)]))
    const pairing = await pair([head('new.tflite', 'x', six)], models)
    expect(pairing.counterparts.get('new.tflite')?.path).toBe('old/100.tflite')
    expect(pairing.removed).toHaveLength(59)
    expect(Object.values(models).filter(({ reads }) => reads > 0)).toHaveLength(40)
  })
})

describe('large networks', () => {
  /** Operators of one kind, none built like another; each look at one is counted. */
  function unlike(count: number, from: number, looks: { count: number }): readonly OperatorAnalysis[] {
    const [operator] = operatorsOf('c8')
    if (operator === undefined) throw new Error('there is one')
    return Array.from({ length: count }, (_, index) => ({
      ...operator,
      get weightShape() {
        looks.count++
        return [from + index]
      },
    }))
  }

  it('of which many are renamed and changed are compared with bounded work', async () => {
    const looks = { count: 0 }
    const names = Array.from({ length: 30 }, (_, index) => index)
    const models = Object.fromEntries(
      names.map((name) => [`old/${name}`, baselineModel(`${name}`, unlike(1_000, name * 10_000, looks))]),
    )
    const heads = names.map((name) => head(`new/${name}`, `x${name}`, unlike(1_000, 1_000_000 + name * 10_000, looks)))
    await pair(heads, models)
    // Without a limit, 900 pairs of networks have 900 million pairs of operators, with four looks at each.
    expect(looks.count).toBeLessThan(4.1 * 20_000_000)
  })
})
