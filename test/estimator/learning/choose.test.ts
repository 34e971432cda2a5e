import { describe, expect, it } from 'vitest'
import { choose, type FoldErrors, nestedEstimates } from '../../../src/estimator/learning/choose.ts'

function tried(name: string, byFold: readonly number[], estimate = 0): FoldErrors {
  const candidate = { name, fit: () => { throw new Error('nothing is fitted here') } }
  return { held: { candidate, estimates: byFold.map(() => estimate), models: [] }, errors: byFold, byFold }
}

function namesOf(errors: readonly FoldErrors[]): readonly string[] {
  const { chosen, best } = choose(errors, [0, 1, 2, 3])
  return [chosen.held.candidate.name, best.held.candidate.name]
}

describe('the choice of a family', () => {
  it('is the best one where no simpler one comes near', () => {
    expect(namesOf([tried('simple', [0.2, 0.3, 0.2, 0.3]), tried('rich', [0.1, 0.1, 0.1, 0.1])])).toEqual(['rich', 'rich'])
  })

  it('is a simpler one whose error is larger by chance at most', () => {
    const simple = tried('simple', [0.12, 0.08, 0.15, 0.07])
    expect(namesOf([simple, tried('rich', [0.1, 0.1, 0.1, 0.1])])).toEqual(['simple', 'rich'])
  })

  it('compares fold by fold, so that what is worse throughout is not chosen', () => {
    // The folds differ by far more than the families do.
    const simple = tried('simple', [0.11, 0.41, 0.06, 0.91])
    expect(namesOf([simple, tried('rich', [0.1, 0.4, 0.05, 0.9])])).toEqual(['rich', 'rich'])
  })

  it('is never one that is richer and worse', () => {
    expect(namesOf([tried('simple', [0.1, 0.1, 0.1, 0.1]), tried('rich', [0.1, 0.1, 0.1, 0.12])])).toEqual(['simple', 'simple'])
  })

  it('has no say in the fold that it is judged on', () => {
    const a = tried('a', [0.9, 0.1, 0.1], 1)
    const b = tried('b', [0.1, 0.2, 0.2], 2)
    const splits = [0, 1, 2].map((fold) => ({ training: [], testing: [fold] }))
    // Without the first fold a is better; with it, b.
    expect(nestedEstimates([a, b], splits)[0]).toBe(1)
  })
})
