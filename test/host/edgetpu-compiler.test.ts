import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../src/errors.ts'
import { compileModel, type CompilerRun } from '../../src/host/edgetpu-compiler.ts'
import { available, internalError, largeActivations, remaining } from '../compiler-log/recorded.ts'
import { compiling, printing, type StandIn, standIn, temporaryFiles } from './stand-in-compiler.ts'
import { folderWith, thrownBy } from './temporary.ts'

const bytes = new TextEncoder().encode('a model')

interface Circumstances {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly env?: Readonly<Record<string, string>>
}

function compile({ compiler }: Pick<StandIn, 'compiler'>, circumstances: Circumstances = {}): Promise<CompilerRun> {
  return compileModel({ compiler, bytes, name: 'models/a.tflite', ...circumstances })
}

async function failureOf(compiler: Pick<StandIn, 'compiler'>, circumstances?: Circumstances): Promise<PreciousError> {
  const error = await thrownBy(() => compile(compiler, circumstances))
  if (!(error instanceof PreciousError)) throw error
  return error
}

/** Starts a process of its own, as compiler 16 does, which ticks for a minute, and waits for it. */
const hanging = '(for i in $(seq 1200); do echo tick >> "$here/ticks"; sleep 0.05; done) &\nwait'

async function stillTicks(compiler: StandIn): Promise<boolean> {
  const before = compiler.wrote('ticks')
  await pause(300)
  return compiler.wrote('ticks') !== before
}

describe.skipIf(process.platform === 'win32')('compiling a model', () => {
  it('gives the log and the compiled model', async () => {
    const run = await compile(standIn(compiling(remaining, 'a compiled model')))
    expect(run.log).toMatchObject({ kind: 'compiled', models: [{ operations: 50 }] })
    expect(run.text).toContain('Model compiled successfully in 542 ms!')
    expect(new TextDecoder().decode(run.compiled)).toBe('a compiled model')
  })

  it('gives the compiler the model, asks for the operators and needs no shell', async () => {
    const compiler = standIn(`echo "$@" > "$here/arguments"\ncat model.tflite > "$here/model"\n${compiling(remaining)}`)
    await compile(compiler)
    expect(compiler.wrote('arguments')).toBe('-s -o compiled model.tflite\n')
    expect(compiler.wrote('model')).toBe('a model')
  })

  it('speaks English, and has nothing on its input', async () => {
    const compiler = standIn(`cat > "$here/input"\necho "$LC_ALL $OTHER" > "$here/env"\n${compiling(remaining)}`)
    await compile(compiler, { env: { LC_ALL: 'de_DE.UTF-8', OTHER: 'kept', PATH: process.env['PATH'] ?? '' } })
    expect(compiler.wrote('env')).toBe('C kept\n')
    expect(compiler.wrote('input')).toBe('')
  })

  it('takes a model that it refuses as a result', async () => {
    for (const [text, code] of [[largeActivations, 1], [internalError, 1], [internalError, 0]] as const) {
      const run = await compile(standIn(`${printing(text)}\nexit ${code}`))
      expect(run).toMatchObject({ log: { kind: 'failed' }, compiled: undefined })
    }
  })

  it('takes no output of a compilation that failed', async () => {
    expect(await compile(standIn(compiling(internalError)))).toMatchObject({ compiled: undefined })
  })

  it('reads what it complains of on the other stream, line by line', async () => {
    const halves = "printf 'Internal compiler ' >&2; echo more; echo 'error. Aborting!' >&2"
    const { log } = await compile(standIn(`${printing('Edge TPU Compiler version 14.1')}\n${halves}`))
    expect(log).toMatchObject({ kind: 'failed', version: '14.1', messages: ['Internal compiler error. Aborting!'] })
  })

  it('leaves nothing behind, however it ends', async () => {
    const folder = temporaryFiles()
    await compile(standIn(compiling(remaining)))
    await compile(standIn(`mkdir -p deep/er; chmod 500 deep\n${printing(internalError)}`))
    await failureOf(standIn('exit 3'))
    await failureOf(standIn('kill -SEGV $$'))
    await failureOf(standIn(hanging), { timeoutMs: 200 })
    await failureOf({ compiler: '/nowhere/edgetpu_compiler' })
    await thrownBy(() => compile(standIn(hanging), { signal: AbortSignal.timeout(200) }))
    // Those of the stand-ins lie there until the test ends.
    expect(readdirSync(folder).filter((name) => !name.startsWith('precious-test-'))).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('a compiler that gives no result', () => {
  it('because it is not there', async () => {
    const error = await failureOf({ compiler: '/nowhere/edgetpu_compiler' })
    expect(error).toMatchObject({ code: 'compiler/missing', where: '/nowhere/edgetpu_compiler' })
  })

  it('because running it is not permitted', async () => {
    const compiler = standIn('', { mode: 0o644 })
    expect(await failureOf(compiler)).toMatchObject({
      code: 'compiler/unusable', what: 'running this program is not permitted', where: compiler.compiler,
    })
  })

  it('because it is a folder', async () => {
    expect(await failureOf({ compiler: folderWith() })).toMatchObject({ code: 'compiler/unusable' })
  })

  it.each([
    ['it crashes', 'kill -SEGV $$', 'it was ended by SIGSEGV and printed nothing'],
    ['it ends early', 'echo "no such image" >&2; exit 125', 'it ended with exit code 125; its last words were "no such image"'],
    ['it does nothing', '', 'it ended without a compiled model and printed nothing'],
    ['it crashes after success', `${compiling(remaining)}\nkill -ABRT $$`, 'it was ended by SIGABRT; its last words were "Comp'],
    ['it fails after success', `${compiling(remaining)}\nexit 1`, 'it ended with exit code 1; its last words were "Comp'],
    ['its output is missing', printing(available), 'it ended without a compiled model; its last words were'],
    ['its output is empty', compiling(remaining, ''), 'it ended without a compiled model; its last words were'],
    ['it prints without end', 'yes | head -c 1000000000', 'it printed more than 1000000 characters and was stopped'],
    ['it complains without end', 'yes >&2', 'it printed more than 1000000 characters and was stopped'],
  ])('because %s', async (_, script, how) => {
    const error = await failureOf(standIn(script))
    expect(error).toMatchObject({ code: 'compiler/crashed', where: 'models/a.tflite' })
    expect(error.what).toContain(`the Edge TPU compiler gave no result: ${how}`)
  })

  it('within its time limit is killed, with the processes that it started', async () => {
    const compiler = standIn(hanging)
    expect(await failureOf(compiler, { timeoutMs: 300 })).toMatchObject({
      code: 'compiler/timeout',
      what: 'the Edge TPU compiler did not end within 0.3 s and was stopped',
      where: 'models/a.tflite',
    })
    expect(await stillTicks(compiler)).toBe(false)
  })

  // Only Linux has setsid.
  it.skipIf(process.platform !== 'linux')('is not waited for where what left its group holds its output', async () => {
    const compiler = standIn('setsid sleep 5 &\nwait')
    const start = performance.now()
    expect(await failureOf(compiler, { timeoutMs: 300 })).toMatchObject({ code: 'compiler/timeout' })
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  it('is killed when the run is stopped', async () => {
    const compiler = standIn(hanging)
    const controller = new AbortController()
    const reason = new Error('stopped by the user')
    const stopped = thrownBy(() => compile(compiler, { signal: controller.signal }))
    await pause(300)
    controller.abort(reason)
    expect(await stopped).toBe(reason)
    expect(await stillTicks(compiler)).toBe(false)
  })

  it('is not started where the run was stopped before', async () => {
    const compiler = standIn(compiling(remaining))
    const folder = temporaryFiles()
    const reason = new Error('stopped by the user')
    expect(await thrownBy(() => compile(compiler, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(compiler.runs()).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  it('has no place for temporary files', async () => {
    const compiler = standIn('')
    const missing = join(temporaryFiles(), 'missing')
    process.env['TMPDIR'] = missing
    expect(await failureOf(compiler)).toMatchObject({ code: 'output/unwritable', where: missing })
  })

  it('may be made usable', async () => {
    const compiler = standIn(compiling(remaining), { mode: 0o644 })
    await failureOf(compiler)
    chmodSync(compiler.compiler, 0o755)
    expect(await compile(compiler)).toMatchObject({ log: { kind: 'compiled' } })
  })
})
