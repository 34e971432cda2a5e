import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Runs the benchmarks of this folder, all or those named: `npm run bench -- start-up`. */
function main(wanted: readonly string[]): number {
  const benchmarks = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted()
  const unknown = wanted.filter((name) => !benchmarks.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${benchmarks.join(', ') || 'none yet'}.`)
    return 2
  }
  const failed = (wanted.length > 0 ? wanted : benchmarks).filter((name) => !passes(name))
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
}

/** Each benchmark has a process of its own: the heap and the compiled code of one would change the next. */
function passes(name: string): boolean {
  console.log(`\n# ${name}\n`)
  const jiti = fileURLToPath(new URL('lib/jiti-cli.mjs', import.meta.resolve('jiti/package.json')))
  const { status } = spawnSync(process.execPath, [jiti, join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' })
  return status === 0
}

process.exitCode = main(process.argv.slice(2))
