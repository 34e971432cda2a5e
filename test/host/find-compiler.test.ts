import { mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../src/errors.ts'
import { findCompiler } from '../../src/host/find-compiler.ts'
import { standIn } from './stand-in-compiler.ts'
import { folderWith, thrownBy } from './temporary.ts'

describe.skipIf(process.platform === 'win32')('looking for the compiler', () => {
  it('finds it in the PATH', async () => {
    const { compiler, folder } = standIn('')
    const path = ['/nowhere', folderWith(), folder].join(delimiter)
    expect(await findCompiler({ PATH: path })).toBe(compiler)
  })

  it.each([[{}], [{ PATH: '' }], [{ PATH: '/nowhere' }], [{ PATH: '/nowhere', EDGETPU_COMPILER: ' ' }]])(
    'finds none in %j',
    async (env) => {
      expect(await findCompiler(env)).toBeUndefined()
    },
  )

  it('takes no folder for it', async () => {
    const folder = folderWith()
    mkdirSync(join(folder, 'edgetpu_compiler'))
    expect(await findCompiler({ PATH: folder })).toBeUndefined()
  })

  it('takes nothing from the folder that it runs in', async () => {
    const { folder } = standIn('')
    const before = process.cwd()
    process.chdir(folder)
    try {
      expect(await findCompiler({ PATH: ['', '.', ''].join(delimiter) })).toBeUndefined()
    } finally {
      process.chdir(before)
    }
  })

  it('prefers one that may be run, and else gives one that may not', async () => {
    const shut = standIn('', { mode: 0o644 })
    const open = standIn('')
    expect(await findCompiler({ PATH: [shut.folder, open.folder].join(delimiter) })).toBe(open.compiler)
    expect(await findCompiler({ PATH: shut.folder })).toBe(shut.compiler)
  })

  it('goes by EDGETPU_COMPILER first, a path or a name', async () => {
    const inPath = standIn('')
    const named = standIn('')
    expect(await findCompiler({ PATH: inPath.folder, EDGETPU_COMPILER: named.compiler })).toBe(named.compiler)
    expect(await findCompiler({ PATH: inPath.folder, EDGETPU_COMPILER: 'edgetpu_compiler' })).toBe(inPath.compiler)
  })

  it.each(['/nowhere/edgetpu_compiler', 'edgetpu_compiler_15', '/'])(
    'says that EDGETPU_COMPILER is wrong: %s',
    async (named) => {
      const { folder } = standIn('')
      const error = await thrownBy(() => findCompiler({ PATH: folder, EDGETPU_COMPILER: named }))
      expect(error).toBeInstanceOf(PreciousError)
      expect(error).toMatchObject({ code: 'compiler/missing', where: 'EDGETPU_COMPILER' })
      expect(error.message).toContain(`"${named}"`)
    },
  )
})
