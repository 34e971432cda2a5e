import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import type { Report } from '../../src/report/report.ts'
import { sha256Of } from '../../src/sha256.ts'
import { largeActivations, remaining } from '../compiler-log/recorded.ts'
import { printing, type StandIn, standIn, standInGiving } from '../host/stand-in-compiler.ts'
import { folderWith } from '../host/temporary.ts'
import { separable } from '../report/round-networks.ts'
import { compiledFrom } from '../support/compiled-from.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'
import { type Ended, precious } from './captured.ts'

let cwd = ''
const plain = writeNetwork(separable())

function write(compile: string): void {
  const models = [{ match: '*.tflite', budgets: { cached: '8 MiB' } }]
  const config = { target: 'coral-usb3-max', models, compile, unknown: 'warn' }
  writeFileSync(join(cwd, 'precious.config.json'), JSON.stringify(config))
}

beforeEach(() => {
  cwd = folderWith()
  writeFileSync(join(cwd, 'a.tflite'), plain)
  write('auto')
})

const nowhere = { PATH: '/nowhere' }

/** The stand-in by its path, and the system's programs, which it needs. */
function withCompiler({ compiler }: Pick<StandIn, 'compiler'>): Record<string, string> {
  return { EDGETPU_COMPILER: compiler, PATH: process.env['PATH'] ?? '' }
}

function checked({ out }: Ended): Report {
  return reportSchema.parse(JSON.parse(out))
}

describe.skipIf(process.platform === 'win32')('check with a compiler', () => {
  it('judges by what it makes of the model, and reports the file as it is', async () => {
    const env = withCompiler(standInGiving(compiledFrom(separable()), remaining))
    const ended = await precious(['check', '--json'], { cwd, env })
    expect(ended).toMatchObject({ code: 0, err: '' })
    const [model] = checked(ended).models
    expect(model).toMatchObject({
      path: 'a.tflite',
      sha256: sha256Of(plain),
      bytes: plain.length,
      totals: { cachedBytes: { value: 1_024, source: 'read' } },
    })
    expect(model?.notes[0]).toContain('Compiled by the Edge TPU compiler 16.0.384591198')
    expect(model?.results[0]?.budgets[0]?.estimate).toMatchObject({ value: 1_024, basis: 'read' })
  })

  it('judges a model that the compiler refuses as a plain one, and says why', async () => {
    const refused = await precious(['check', '--json'], { cwd, env: withCompiler(standIn(printing(largeActivations))) })
    write('never')
    const never = checked(await precious(['check', '--json'], { cwd, env: nowhere }))
    expect(refused).toMatchObject({ code: 0, err: '' })
    const [model] = checked(refused).models
    expect(model?.results).toEqual(never.models[0]?.results)
    expect(model?.notes[0]).toContain('An intermediate result is too large')
  })

  it('does not compile what is compiled already', async () => {
    writeFileSync(join(cwd, 'a.tflite'), compiledFrom(separable()))
    const compiler = standIn('exit 1')
    expect(await precious(['check'], { cwd, env: withCompiler(compiler) })).toMatchObject({ code: 0, err: '' })
    expect(compiler.runs()).toBe(0)
  })

  it('tells once of a compiler that does not do, not for each model', async () => {
    writeFileSync(join(cwd, 'b.tflite'), plain)
    const { code, err } = await precious(['check'], { cwd, env: withCompiler({ compiler: '/nowhere/compiler' }) })
    expect(code).toBe(0)
    expect(err.match(/^warning: .*/gm)).toEqual([
      'warning: EDGETPU_COMPILER: it names "/nowhere/compiler", and there is no such program',
    ])
  })

  it('goes without a word where none is installed, unless it is required', async () => {
    expect(await precious(['check'], { cwd, env: nowhere })).toMatchObject({ code: 0, err: '' })
    const required = await precious(['check', '--compile', 'require'], { cwd, env: nowhere })
    expect(required).toMatchObject({ code: 2, out: '' })
    expect(required.err).toMatch(/^error: a\.tflite: edgetpu_compiler is required, but is not in the PATH\n/)
  })

  it('lists a model that the required compiler crashes on, beside the others', async () => {
    const env = withCompiler(standIn('exit 3'))
    const ended = await precious(['check', '--compile', 'require', '--json'], { cwd, env })
    expect(ended.code).toBe(2)
    expect(checked(ended).unreadable).toMatchObject([{ path: 'a.tflite', code: 'compiler/crashed' }])
  })

  it('remembers compilations where packages are installed', async () => {
    mkdirSync(join(cwd, 'node_modules'))
    writeFileSync(join(cwd, 'package.json'), '{}')
    const compiler = standInGiving(compiledFrom(separable()), remaining)
    const first = await precious(['check', '--json'], { cwd, env: withCompiler(compiler) })
    expect(await precious(['check', '--json'], { cwd, env: withCompiler(compiler) })).toEqual(first)
    expect(compiler.runs()).toBe(1)
  })

  it('compares a changed model with a plain baseline by what is predicted of both', async () => {
    write('never')
    writeFileSync(join(cwd, 'base.json'), (await precious(['check', '--json'], { cwd })).out)
    writeFileSync(join(cwd, 'a.tflite'), Buffer.concat([plain, Buffer.alloc(16)]))
    write('auto')
    const env = withCompiler(standInGiving(compiledFrom(separable()), remaining))
    const { models } = checked(await precious(['check', '--json', '--baseline', 'base.json'], { cwd, env }))
    expect(models[0]?.change?.state).toBe('equal')
    const values = models[0]?.results[0]?.deltas.map((delta) => delta.basis === 'estimated' && delta.value)
    expect(values).toEqual(Array(8).fill(0))
  })

  it('compares with a baseline that was compiled by what is read of both', async () => {
    const env = withCompiler(standInGiving(compiledFrom(separable()), remaining))
    writeFileSync(join(cwd, 'base.json'), (await precious(['check', '--json'], { cwd, env })).out)
    writeFileSync(join(cwd, 'a.tflite'), Buffer.concat([plain, Buffer.alloc(16)]))
    const { models } = checked(await precious(['check', '--json', '--baseline', 'base.json'], { cwd, env }))
    const cached = models[0]?.results[0]?.deltas.find(({ quantity }) => quantity === 'cached')
    expect(models[0]?.change?.state).toBe('equal')
    expect(cached).toMatchObject({ base: 1_024, value: 0 })
  })
})

describe.skipIf(process.platform === 'win32')('inspect with a compiler', () => {
  it('shows what it makes of the model', async () => {
    const env = withCompiler(standInGiving(compiledFrom(separable()), remaining))
    const { code, out, err } = await precious(['inspect', 'a.tflite', '--compile', 'auto'], { cwd, env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Compiled by the Edge TPU compiler 16.0.384591198')
    expect(out).toContain('edgetpu-custom-op')
  })

  it('compiles only where it is asked to', async () => {
    const compiler = standIn('exit 1')
    await precious(['inspect', 'a.tflite'], { cwd, env: withCompiler(compiler) })
    expect(compiler.runs()).toBe(0)
  })

  it('ends at once where the compiler is required and missing', async () => {
    writeFileSync(join(cwd, 'b.tflite'), plain)
    const ended = await precious(['inspect', 'a.tflite', 'b.tflite', '--compile', 'require'], { cwd, env: nowhere })
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err.match(/^error: /gm)).toHaveLength(1)
  })
})

describeWithShared('check with what the compiler made of a real model', () => {
  it('says the same as of the compiled file', async () => {
    const name = 'mobilenet_v1_0.5_160_quant'
    const [model, compiled] = ['', '_edgetpu'].map((end) => readFileSync(sharedFile('models', `${name}${end}.tflite`)))
    if (model === undefined || compiled === undefined) throw new Error('both were read')
    const env = withCompiler(standInGiving(compiled, remaining))
    const results = async (bytes: Uint8Array): Promise<unknown> => {
      writeFileSync(join(cwd, 'a.tflite'), bytes)
      return checked(await precious(['check', '--json'], { cwd, env })).models[0]?.results
    }
    expect(await results(model)).toEqual(await results(compiled))
  })
})
