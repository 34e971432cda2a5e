import { describe, expect, it } from 'vitest'
import { changesBetween, presentModels } from '../../src/history/changes.ts'

type Files = Readonly<Record<string, string>>

function between(before: Files, after: Files): readonly string[] {
  const changes = changesBetween(new Map(Object.entries(before)), new Map(Object.entries(after)))
  return changes.map(({ kind, path, previousPath }) =>
    previousPath === null ? `${kind} ${path}` : `${kind} ${previousPath} to ${path}`,
  )
}

describe('the changes from one commit to the next', () => {
  it.each([
    ['nothing', { a: '1' }, { a: '1' }, []],
    ['a new model', {}, { a: '1' }, ['added a']],
    ['a new content', { a: '1' }, { a: '2' }, ['changed a']],
    ['a model that goes', { a: '1', b: '1' }, { b: '1' }, ['removed a']],
    ['a model that moves', { a: '1' }, { b: '1' }, ['renamed a to b']],
    ['a model that is copied', { a: '1' }, { a: '1', b: '1' }, ['added b']],
    ['a model that moves and changes', { a: '1' }, { b: '2' }, ['removed a', 'added b']],
    ['a model that moves to two places', { a: '1' }, { b: '1', c: '1' }, ['renamed a to b', 'added c']],
    ['two alike that move', { a: '1', b: '1' }, { c: '1', d: '1' }, ['renamed a to c', 'renamed b to d']],
    ['a model that makes room for another', { a: '1' }, { a: '2', b: '1' }, ['changed a', 'added b']],
    ['two that change places', { a: '1', b: '2' }, { a: '2', b: '1' }, ['changed a', 'changed b']],
  ])('%s', (_, before, after, expected) => {
    expect(between(before, after)).toEqual(expected)
  })
})

it('where a clone was cut, all models are just there', () => {
  expect(presentModels(new Map([['b', '2'], ['a', '1']]))).toEqual([
    { kind: 'present', path: 'a', previousPath: null, id: '1' },
    { kind: 'present', path: 'b', previousPath: null, id: '2' },
  ])
})
