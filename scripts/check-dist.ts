import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Says whether the committed bundle of the GitHub Action is the one that a build gives: `npm run check:dist`, after
 * `npm run build`. Runners execute what is committed.
 */
const root = join(import.meta.dirname, '..')
const files = ['dist/action/index.js', 'dist/action/THIRD_PARTY_LICENSES.txt']

const stale = files.filter((path) => !isCommitted(path))
for (const path of stale) {
  console.error(`${path} is not what the sources give. Run "npm run build" and commit it together with the sources.`)
}
if (stale.length === 0) console.log('The committed bundle of the action is up to date.')
process.exitCode = stale.length === 0 ? 0 : 1

function isCommitted(path: string): boolean {
  const built = readFileSync(join(root, path))
  try {
    return built.equals(execFileSync('git', ['show', `HEAD:${path}`], { cwd: root, maxBuffer: 2 ** 28, stdio: 'pipe' }))
  } catch {
    return false
  }
}
