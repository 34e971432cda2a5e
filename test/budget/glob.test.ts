import { describe, expect, test } from 'vitest'
import { globMatcher, problemOfGlob } from '../../src/budget/glob.ts'

describe('matches', () => {
  test.each<[string | string[], string]>([
    ['models/a.tflite', 'models/a.tflite'],
    ['./models/a.tflite', 'models/a.tflite'],
    ['models/*.tflite', 'models/a.tflite'],
    ['models/detector*.tflite', 'models/detector.tflite'],
    ['models/detector*.tflite', 'models/detector_v2.tflite'],
    ['models/**/*.tflite', 'models/a.tflite'],
    ['models/**/*.tflite', 'models/x/y/a.tflite'],
    ['**/*.tflite', 'a.tflite'],
    ['models/**', 'models/x/a.tflite'],
    ['models/?.tflite', 'models/a.tflite'],
    ['models/[ab].tflite', 'models/b.tflite'],
    ['models/[!ab].tflite', 'models/c.tflite'],
    ['models/{a,b}{,_edgetpu}.tflite', 'models/b_edgetpu.tflite'],
    ['{x,y/{z,w}}/a.tflite', 'y/w/a.tflite'],
    ['../shared/*.tflite', '../shared/a.tflite'],
    ['a+b$.tflite', 'a+b$.tflite'],
    ['node_modules/face/*.tflite', 'node_modules/face/a.tflite'],
    [['models/*', '!models/b*'], 'models/a.tflite'],
  ])('%j finds %s', (globs, path) => {
    expect([globs].flat().map(problemOfGlob)).toEqual([globs].flat().map(() => undefined))
    expect(globMatcher([globs].flat())(path)).toBe(true)
  })
})

describe('does not match', () => {
  test.each<[string | string[], string]>([
    ['models/*.tflite', 'models/x/a.tflite'],
    ['models/*.tflite', 'other/models/a.tflite'],
    ['models/a.tflite', 'models/aXtflite'],
    ['models/*.tflite', 'models/.hidden.tflite'],
    ['**/*.tflite', '.cache/a.tflite'],
    ['**/*.tflite', 'node_modules/face/a.tflite'],
    ['models/?.tflite', 'models/ab.tflite'],
    ['models/[!ab].tflite', 'models/a.tflite'],
    ['Models/a.tflite', 'models/a.tflite'],
    ['*', '../a.tflite'],
    [['models/*', '!models/b*'], 'models/b.tflite'],
    [['!models/b*', 'models/*'], 'models/b.tflite'],
    [['!models/b*'], 'models/a.tflite'],
  ])('%j and %s', (globs, path) => {
    expect(globMatcher([globs].flat())(path)).toBe(false)
  })
})

describe('refuses globs that could mean different things in different programs', () => {
  test.each([
    ['', 'the glob is empty; write a path such as "models/*.tflite"'],
    ['!', 'the glob is empty; write a path such as "models/*.tflite"'],
    ['models\\a.tflite', 'a glob has no backslashes; separate folders with "/"'],
    ['/models/a.tflite', 'the path is absolute; write it relative to the config file'],
    ['C:/models/a.tflite', 'the path is absolute; write it relative to the config file'],
    ['@(a|b).tflite', 'parentheses, "|" and quotes are not allowed in a glob; write "?" in their place'],
    ['[ab]+.tflite', '"+" behind a bracket is not allowed in a glob; write "?" in its place'],
    ['{a,b.tflite', 'the braces do not match; write a list such as "{a,b}"'],
    ['{1..3}.tflite', 'the braces do not match; write a list such as "{a,b}"'],
    ['{a,b}'.repeat(20), 'the braces stand for too many globs; write a "*" instead'],
    [
      'models/**.tflite',
      '"**" stands beside other letters; write it as a whole folder name, as in "models/**/*.tflite"',
    ],
    [
      '*{,x}*.tflite',
      '"**" stands beside other letters; write it as a whole folder name, as in "models/**/*.tflite"',
    ],
    ['models//a.tflite', 'a folder or file name is empty; name a file, as in "models/*.tflite"'],
    ['models/', 'a folder or file name is empty; name a file, as in "models/*.tflite"'],
    ['models/../a.tflite', '"./" and "../" are only allowed at the start; write the path without detours'],
    ['models/[a.tflite', 'the brackets do not hold letters, digits, ".", "_" or "-"; write a list such as "[abc]"'],
    ['models/[z-a].tflite', 'a range in brackets runs backwards; write it as in "[a-z]"'],
  ])('%j: %s', (glob, problem) => {
    expect(problemOfGlob(glob)).toBe(problem)
  })
})
