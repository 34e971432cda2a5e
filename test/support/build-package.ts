import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '../..')

/** What the last steps of a build write. */
const built = ['dist/cost-loader.js', 'dist/action/index.js'].map((path) => join(repository, path))

/**
 * Builds the package and the GitHub Action before the tests, unless they are up to date: bundlers load the plugin from
 * `dist`, as users do, and runners the action.
 */
export default function buildPackage(): void {
  const changedMs = newest(join(repository, 'src'))
  if (built.every((path) => existsSync(path) && changedMs < statSync(path).mtimeMs)) return
  const tsdown = join(repository, 'node_modules/tsdown/dist/run.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsdown], { cwd: repository, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the package does not build:\n${stdout}${stderr}`)
}

function newest(folder: string): number {
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => statSync(join(folder, path)).mtimeMs)
  return Math.max(...times)
}
