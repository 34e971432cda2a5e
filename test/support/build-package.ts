import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '../..')

/** Builds the package before the tests, unless it is up to date: bundlers load the plugin from `dist`, as users do. */
export default function buildPackage(): void {
  const built = join(repository, 'dist/cost-loader.js')
  if (existsSync(built) && newest(join(repository, 'src')) < statSync(built).mtimeMs) return
  const tsdown = join(repository, 'node_modules/tsdown/dist/run.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsdown], { cwd: repository, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the package does not build:\n${stdout}${stderr}`)
}

function newest(folder: string): number {
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => statSync(join(folder, path)).mtimeMs)
  return Math.max(...times)
}
