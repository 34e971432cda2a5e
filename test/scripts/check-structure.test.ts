import { describe, expect, test } from 'vitest'
import { findViolations } from '../../scripts/check-structure.ts'

/** The violations in a made-up tree of path to text, as `place what` lines. */
function violationsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return findViolations(new Map(Object.entries(files))).map(({ where, what }) => `${where} ${what}`)
}

describe('imports between parts', () => {
  test('pass when they point up the table', () => {
    expect(violationsOf({
      'errors.ts': 'export class PreciousError extends Error {}',
      'model/tflite/read.ts': `import { PreciousError } from '../../errors.ts'\nimport '../flatbuffer/view.ts'`,
      'analysis/steps.ts': `import type { Network } from '../model/network.ts'`,
      'commands/check.ts': `const { check } = await import('../check.ts')`,
    })).toEqual([])
  })

  test('are named with file and line when they point down', () => {
    const text = `import { a } from './a.ts'\n\nimport { steps } from '../analysis/steps.ts'`
    expect(violationsOf({ 'model/read.ts': text }))
      .toEqual(['src/model/read.ts:3 model/ must not know analysis/steps.ts'])
  })

  test.each([
    ['a type import', `import type { Steps } from '../analysis/steps.ts'`],
    ['an inline type import', `import { type Steps } from '../analysis/steps.ts'`],
    ['a type in place', `export type Steps = import('../analysis/steps.ts').Steps`],
    ['a re-export', `export * from '../analysis/steps.ts'`],
    ['a lazy import', `export const steps = () => import('../analysis/steps.ts')`],
    ['an import for its effect', `import '../analysis/steps.ts'`],
  ])('count as imports when written as %s', (_form, text) => {
    expect(violationsOf({ 'model/read.ts': text }))
      .toEqual(['src/model/read.ts:1 model/ must not know analysis/steps.ts'])
  })

  test('do not count inside comments and strings', () => {
    const text = `// import '../analysis/steps.ts'\nexport const text = "import '../host/git.ts'"`
    expect(violationsOf({ 'model/read.ts': text })).toEqual([])
  })

  test('may be limited to single files of a part', () => {
    const text = `import { names } from '../analysis/properties.ts'\nimport { steps } from '../analysis/steps.ts'`
    expect(violationsOf({ 'estimator/train.ts': text }))
      .toEqual(['src/estimator/train.ts:2 estimator/ must not know analysis/steps.ts'])
  })

  test('may be limited to types', () => {
    expect(violationsOf({
      'check.ts': `import type { Files } from './host/files.ts'\nimport { type Git, git } from './host/git.ts'`,
    })).toEqual(['src/check.ts:2 check.ts may import only types from host/git.ts'])
  })

  test('are refused from a part that has no rule', () => {
    expect(violationsOf({ 'helpers/misc.ts': '' }))
      .toEqual(['src/helpers/misc.ts:1 stands in no part that the table of rules knows'])
  })
})

describe('the outside', () => {
  test('is open to the programs, the commands and the host', () => {
    const text = `import { readFile } from 'node:fs/promises'\nconsole.log(process.argv, readFile)`
    expect(violationsOf({ 'cli.ts': text, 'commands/check.ts': text, 'host/files.ts': text })).toEqual([])
  })

  test.each([
    ['a builtin', `import { readFileSync } from 'node:fs'`, 'node:fs'],
    ['a builtin without its scheme', `import os from 'os'`, 'os'],
    ['the type of a builtin', `import type { Server } from 'node:http'`, 'node:http'],
    ['a package that reads files', `import { glob } from 'tinyglobby'`, 'tinyglobby'],
    ['a file beside the sources', `import manifest from '../../package.json'`, '../../package.json'],
    ['the console', `console.log('read')`, 'console'],
    ['the process', `export const isCi = globalThis.process.env['CI'] !== undefined`, 'process'],
  ])('is closed to the core: %s', (_kind, text, used) => {
    expect(violationsOf({ 'model/read.ts': text }))
      .toEqual([`src/model/read.ts:1 model/ must not touch the outside, but uses ${used}`])
  })

  test('does not begin at builtins that only compute', () => {
    const text = `import { createHash } from 'node:crypto'\nimport { posix } from 'node:path'`
    expect(violationsOf({ 'report/hash.ts': text })).toEqual([])
  })

  test('is not meant by a parameter or member of the same name', () => {
    expect(violationsOf({
      'check.ts': `export const run = (process: Ports) => process.exit(1)`,
      'model/read.ts': `export const count = (ports: Ports) => ports.console.process({ process: 1 })`,
    })).toEqual([])
  })
})
