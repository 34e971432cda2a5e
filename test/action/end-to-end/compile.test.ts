import { describe, expect, it } from 'vitest'
import { loadNetwork } from '../../../src/model/load.ts'
import { remaining } from '../../compiler-log/recorded.ts'
import { standIn, standInGiving } from '../../host/stand-in-compiler.ts'
import { compiledFrom } from '../../support/compiled-from.ts'
import { configOf } from '../support/pull-request.ts'
import { openScenario, type Scenario, usualChanges } from '../support/scenario.ts'

/** Models of a pull request whose config asks for the compiler. The made-up compilation caches 1 KiB. */
async function openCompiled(compile: string): Promise<Scenario> {
  const config = configOf({ budgets: { cached: '2 KiB' }, rest: { compile } })
  return await openScenario({ before: { 'precious.config.json': config } })
}

const compiled = compiledFrom(loadNetwork(usualChanges['models/a.tflite']))

describe.skipIf(process.platform === 'win32')('a config that asks for the compiler', () => {
  it('is judged by what the compiler makes of the models', async () => {
    const { run } = await openCompiled('require')
    const { compiler } = standInGiving(compiled, remaining)
    const { exitCode, outputs, summary } = await run({ env: { EDGETPU_COMPILER: compiler } })
    expect({ exitCode, verdict: outputs['verdict'] }).toEqual({ exitCode: 0, verdict: 'passed' })
    expect(summary).toContain('Compiled by the Edge TPU compiler 16.0.384591198')
  })

  it('is told once of a compiler that does not do, and goes on without', async () => {
    const { run } = await openCompiled('auto')
    const ended = await run({ env: { EDGETPU_COMPILER: standIn('exit 1').compiler } })
    const warnings = ended.annotations('warning').map(({ message }) => message)
    expect(warnings.filter((text) => text.includes('compiler'))).toEqual([
      expect.stringContaining('the Edge TPU compiler gave no result: it ended with exit code 1'),
    ])
    expect(ended.outputs['verdict']).toBe('failed')
  })

  it('fails where it requires one that is not there', async () => {
    const { run } = await openCompiled('require')
    const { exitCode, log } = await run({ env: { EDGETPU_COMPILER: '/nowhere/edgetpu_compiler' } })
    expect(exitCode).toBe(1)
    expect(log).toContain('it names "/nowhere/edgetpu_compiler", and there is no such program')
  })
})
