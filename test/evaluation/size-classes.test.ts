import { describe, expect, it } from 'vitest'
import { sizeClasses } from '../../src/evaluation/size-classes.ts'
import { judgedRow } from './learners.ts'

function classesOf(measured: readonly number[]): readonly (readonly number[])[] {
  return sizeClasses(measured.map((value) => judgedRow(value, value))).map(({ low, high, n }) => [low, high, n])
}

describe('size classes', () => {
  it('hold about as many estimates each, from small to large', () => {
    expect(classesOf([8, 1, 7, 2, 6, 3, 5, 4])).toEqual([[1, 2, 2], [3, 4, 2], [5, 6, 2], [7, 8, 2]])
    expect(classesOf([1, 2, 3, 4, 5])).toEqual([[1, 2, 2], [3, 3, 1], [4, 4, 1], [5, 5, 1]])
  })

  it('never part equal values, and are fewer then', () => {
    expect(classesOf([1, 1, 1, 1, 1, 2, 3, 4])).toEqual([[1, 1, 5], [2, 2, 1], [3, 4, 2]])
    expect(classesOf([2, 2, 2])).toEqual([[2, 2, 3]])
  })

  it('are as many as there are estimates where these are few', () => {
    expect(classesOf([3, 1])).toEqual([[1, 1, 1], [3, 3, 1]])
    expect(classesOf([])).toEqual([])
  })

  it('are judged each by their own', () => {
    const classes = sizeClasses([judgedRow(1, 2), judgedRow(10, 11)], 2)
    expect(classes.map(({ mape }) => mape)).toEqual([1, 0.1])
  })
})
