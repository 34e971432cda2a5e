import { describe, expect, it } from 'vitest'
import { trackedPaths } from '../../src/history/tracked-paths.ts'

function track(match: readonly string[], location: string, only?: string): ReturnType<typeof trackedPaths> {
  const entry = { match, targets: undefined, budgets: [], allowEmpty: false, location: { file: 'x' } }
  return trackedPaths({ models: [entry] }, location.split('/').filter((name) => name !== ''), only)
}

describe('the files of a repository that are models', () => {
  it.each([
    [['models/*.tflite'], '', 'models'],
    [['models/*.tflite'], 'packages/app', 'packages/app/models'],
    [['models/a.tflite', 'models/deep/**/*.tflite'], '', 'models'],
    [['models/a/*.tflite', 'models/b/*.tflite'], '', 'models'],
    [['**/*.tflite'], 'app', 'app'],
    [['a.tflite'], '', ''],
    [['./models/*.tflite'], '', 'models'],
    [['../shared/*.tflite', 'models/*.tflite'], 'packages/app', 'packages'],
    [['../../top/*.tflite'], 'packages/app', 'top'],
    [['{a,b}/*.tflite', '!a/x.tflite'], 'app', 'app'],
    [['../../elsewhere/*.tflite', 'models/*.tflite'], 'app', 'app/models'],
  ])('%j in %j all lie in %j', (match, location, folder) => {
    expect(track(match, location)?.folder).toBe(folder)
  })

  it('have paths relative to the config', () => {
    const tracked = track(['../shared/*.tflite', 'models/*.tflite', '!models/draft*'], 'packages/app')
    expect(tracked?.modelPath('app/models/a.tflite')).toBe('models/a.tflite')
    expect(tracked?.modelPath('shared/a.tflite')).toBe('../shared/a.tflite')
    expect(tracked?.modelPath('app/models/draft.tflite')).toBeUndefined()
    expect(tracked?.modelPath('app/models/a.txt')).toBeUndefined()
    expect(tracked?.modelPath('other/models/a.tflite')).toBeUndefined()
  })

  it('are narrowed down for git, without braces', () => {
    const match = ['{a,b}/*.tflite', '!a/x.tflite']
    expect(track(match, '')?.pathspecs).toEqual([':(glob)a/*.tflite', ':(glob)b/*.tflite'])
    expect(track(match, '', 'a/y*')?.pathspecs).toEqual([':(glob)a/y*'])
    expect(track(match, '', 'a/y*')?.modelPath('b/y.tflite')).toBeUndefined()
    expect(track(match, '', 'a/y*')?.modelPath('a/y.tflite')).toBe('a/y.tflite')
  })

  it('are none where all globs lead out of the repository', () => {
    expect(track(['../*.tflite'], '')).toBeUndefined()
    expect(track(['*.tflite'], '', '../*.tflite')).toBeUndefined()
  })
})
