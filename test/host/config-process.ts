import { type ChildProcess, fork } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import type { ConfigFile, ConfigSearch } from '../../src/host/config-file.ts'

/** What came of loading a config in the other process. */
export type Loaded =
  | { readonly found: ConfigFile }
  | { readonly error: { readonly code: string; readonly where: string | undefined; readonly message: string } }

const root = fileURLToPath(new URL('../..', import.meta.url))

const program = `
import { loadConfigFile } from ${JSON.stringify(join(root, 'src/host/config-file.ts'))}
process.on('message', async (search) => {
  try {
    process.send({ found: await loadConfigFile(search) })
  } catch ({ code, where, message }) {
    process.send({ error: { code, where, message } })
  }
})
`

/**
 * A Node process that loads configs with the bundled program, as users do: the test runner's own `import()` takes
 * user files through its transformations, and reports their errors in its own words.
 */
export class ConfigProcess {
  private readonly child: ChildProcess

  private constructor(child: ChildProcess) {
    this.child = child
  }

  static async start(folder: string): Promise<ConfigProcess> {
    const entry = join(folder, 'program.mjs')
    writeFileSync(entry, program)
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const deps = { neverBundle: ['jiti', 'typescript'], onlyBundle: false as const }
    const outDir = join(folder, 'dist')
    await build({ cwd: folder, config: false, entry, outDir, dts: false, shims: true, deps, logLevel: 'silent' })
    return new ConfigProcess(fork(join(folder, 'dist/program.mjs'), { cwd: folder }))
  }

  load(search: ConfigSearch): Promise<Loaded> {
    return new Promise((done) => {
      this.child.once('message', done)
      this.child.send(search)
    })
  }

  stop(): void {
    this.child.kill()
  }
}
