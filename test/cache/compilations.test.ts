import { appendFileSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compilationStore, rememberCompilations } from '../../src/cache/compilations.ts'
import type { Store } from '../../src/cache/store.ts'
import type { CompilerRun } from '../../src/host/edgetpu-compiler.ts'
import { internalError, largeActivations, remaining } from '../compiler-log/recorded.ts'
import { compiling, printing, type StandIn, standIn } from '../host/stand-in-compiler.ts'
import { folderWith, thrownBy } from '../host/temporary.ts'

function newStore(): Store {
  return compilationStore(folderWith())
}

function compile({ compiler }: StandIn, store: Store | undefined, content = 'a model'): Promise<CompilerRun> {
  return rememberCompilations(store)({ compiler, bytes: new TextEncoder().encode(content), name: 'a.tflite' })
}

describe.skipIf(process.platform === 'win32')('compilations', () => {
  it('are remembered with their log and compiled model', async () => {
    const store = newStore()
    const compiler = standIn(compiling(remaining, 'a compiled model'))
    const first = await compile(compiler, store)
    const second = await compile(compiler, store)
    expect(compiler.runs()).toBe(1)
    expect(second).toEqual(first)
    expect(new TextDecoder().decode(second.compiled)).toBe('a compiled model')
  })

  it('are remembered in a folder of their own', async () => {
    const folder = folderWith()
    await compile(standIn(compiling(remaining)), compilationStore(folder))
    expect(readdirSync(folder)).toEqual(['compiled'])
    expect(readdirSync(join(folder, 'compiled'))).toHaveLength(1)
  })

  it('are remembered where the compiler refuses the model', async () => {
    const store = newStore()
    const compiler = standIn(`${printing(largeActivations)}\nexit 1`)
    const first = await compile(compiler, store)
    expect(await compile(compiler, store)).toEqual(first)
    expect(compiler.runs()).toBe(1)
  })

  it('are tried again where the compiler failed in a way that passes', async () => {
    const store = newStore()
    const compiler = standIn(`${printing(internalError)}\nexit 1`)
    await compile(compiler, store)
    await compile(compiler, store)
    expect(compiler.runs()).toBe(2)
  })

  it('are tried again where the compiler crashed', async () => {
    const store = newStore()
    const compiler = standIn('exit 1')
    await thrownBy(() => compile(compiler, store))
    await thrownBy(() => compile(compiler, store))
    expect(compiler.runs()).toBe(2)
  })

  it('are of a content', async () => {
    const store = newStore()
    const compiler = standIn(compiling(remaining))
    await compile(compiler, store, 'one')
    await compile(compiler, store, 'another')
    expect(compiler.runs()).toBe(2)
  })

  it('are of a compiler, which is another one when it was replaced', async () => {
    const store = newStore()
    const compiler = standIn(compiling(remaining))
    await compile(compiler, store)
    appendFileSync(compiler.compiler, '\n# of another version\n')
    const time = new Date(Date.UTC(2024, 5, 1))
    utimesSync(compiler.compiler, time, time)
    await compile(compiler, store)
    expect(compiler.runs()).toBe(2)
  })

  it('of a compiler that has just been written are not remembered', async () => {
    const store = newStore()
    const compiler = standIn(compiling(remaining))
    utimesSync(compiler.compiler, new Date(), new Date())
    await compile(compiler, store)
    await compile(compiler, store)
    expect(compiler.runs()).toBe(2)
  })

  it('that are very large are made again, so that no result is half of one', async () => {
    const store = newStore()
    const large = `${printing(remaining)}\nhead -c 16777217 /dev/zero > compiled/model_edgetpu.tflite`
    const compiler = standIn(large)
    const first = await compile(compiler, store)
    const second = await compile(compiler, store)
    expect(compiler.runs()).toBe(2)
    expect([first.compiled?.length, second.compiled?.length]).toEqual([16_777_217, 16_777_217])
  })

  it('are made each time without a store', async () => {
    const compiler = standIn(compiling(remaining))
    await compile(compiler, undefined)
    await compile(compiler, undefined)
    expect(compiler.runs()).toBe(2)
  })

  it('are made again where an entry is not one', async () => {
    const store = newStore()
    const broken = { read: () => Promise.resolve({ text: 1, compiled: null }), write: store.write.bind(store) }
    const compiler = standIn(compiling(remaining))
    await compile(compiler, Object.assign(newStore(), broken))
    expect(compiler.runs()).toBe(1)
  })
})
