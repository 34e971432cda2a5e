import { describe, expect, it } from 'vitest'
import type { CompileMode } from '../src/budget/compile-mode.ts'
import { compilationStore } from '../src/cache/compilations.ts'
import { compiledFor, type CompilePorts } from '../src/compiled-for.ts'
import type { PreciousError } from '../src/errors.ts'
import type { CompilerRun } from '../src/host/edgetpu-compiler.ts'
import { largeActivations, remaining } from './compiler-log/recorded.ts'
import { compiling, printing, standIn } from './host/stand-in-compiler.ts'
import { folderWith, thrownBy } from './host/temporary.ts'

const model = { name: 'models/a.tflite', bytes: new TextEncoder().encode('a model') }

interface Outcome {
  readonly run: CompilerRun | undefined
  readonly problems: readonly string[]
}

async function outcomeOf(mode: CompileMode, changes: Partial<CompilePorts>): Promise<Outcome> {
  const problems: string[] = []
  const onProblem = ({ code }: PreciousError): void => {
    problems.push(code)
  }
  return { run: await compiledFor(model, mode, { env: {}, store: undefined, onProblem, ...changes }), problems }
}

/** The system's programs, which the stand-in needs, and the stand-in. */
const withPath = (folder: string): CompilePorts['env'] => ({ PATH: `${folder}:${process.env['PATH'] ?? ''}` })
const nowhere = { PATH: '/nowhere' }

describe.skipIf(process.platform === 'win32')('the mode', () => {
  it('never does not even look', async () => {
    const { compiler, folder, runs } = standIn(compiling(remaining))
    expect(await outcomeOf('never', { env: withPath(folder) })).toEqual({ run: undefined, problems: [] })
    expect(await outcomeOf('never', { env: { EDGETPU_COMPILER: `${compiler}-16` } })).toMatchObject({ problems: [] })
    expect(runs()).toBe(0)
  })

  it.each(['auto', 'require'] as const)('%s compiles where the compiler is installed, once', async (mode) => {
    const { folder, runs } = standIn(compiling(remaining))
    const ports = { env: withPath(folder), store: compilationStore(folderWith()) }
    const first = await outcomeOf(mode, ports)
    expect(first).toMatchObject({ run: { log: { kind: 'compiled' } }, problems: [] })
    expect(await outcomeOf(mode, ports)).toEqual(first)
    expect(runs()).toBe(1)
  })

  it.each(['auto', 'require'] as const)('%s takes a refusal as a result', async (mode) => {
    const { folder } = standIn(printing(largeActivations))
    const { run, problems } = await outcomeOf(mode, { env: withPath(folder) })
    expect(run).toMatchObject({ log: { kind: 'failed' }, compiled: undefined })
    expect(problems).toEqual([])
  })

  it('auto goes without a word where it is not installed', async () => {
    expect(await outcomeOf('auto', { env: nowhere })).toEqual({ run: undefined, problems: [] })
  })

  it('auto goes on where the compiler does not do, and tells', async () => {
    const { folder } = standIn('exit 1')
    const crashed = { run: undefined, problems: ['compiler/crashed'] }
    expect(await outcomeOf('auto', { env: withPath(folder) })).toEqual(crashed)
    const named = { env: { EDGETPU_COMPILER: '/nowhere/edgetpu_compiler' } }
    expect(await outcomeOf('auto', named)).toEqual({ run: undefined, problems: ['compiler/missing'] })
  })

  it('require fails where it is not installed, and says of which model and what to do', async () => {
    const error = await thrownBy(() => outcomeOf('require', { env: nowhere }))
    expect(error).toMatchObject({ code: 'compiler/missing', where: 'models/a.tflite' })
    expect(error.message).toContain('https://coral.ai/docs/edgetpu/compiler')
  })

  it('require fails where the compiler does not do', async () => {
    const { folder } = standIn('sleep 60')
    const ports = { env: withPath(folder), timeoutMs: 200 }
    expect(await thrownBy(() => outcomeOf('require', ports))).toMatchObject({ code: 'compiler/timeout' })
  })

  it.each(['auto', 'require'] as const)('%s ends where the run is stopped', async (mode) => {
    const { folder } = standIn('sleep 60')
    const signal = AbortSignal.timeout(200)
    expect(await thrownBy(() => outcomeOf(mode, { env: withPath(folder), signal }))).toBe(signal.reason)
  })
})
