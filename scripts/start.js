/** `npm start`: builds the program and lets it judge the example project, one of whose budgets is meant to be over. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('../fixtures/example/', import.meta.url))
const tsdown = fileURLToPath(import.meta.resolve('tsdown/run'))
const jiti = fileURLToPath(new URL('lib/jiti-cli.mjs', import.meta.resolve('jiti/package.json')))
const precious = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

runQuietly('building', [tsdown])
runQuietly('making the models of the example', [jiti, `${example}make-models.ts`])

const check = spawnSync(process.execPath, [precious, 'check'], { cwd: example, stdio: 'inherit' })
console.log(
  check.status === 1
    ? '\n`precious check` ended with exit code 1, because one budget of this example is meant to be over.'
    : `\n\`precious check\` ended with ${check.status ?? check.signal} instead of exit code 1: see what changed.`,
)
process.exitCode = check.status === 1 ? 0 : 1

/**
 * Runs a Node program of which nobody wants to read anything unless it fails.
 * @param {string} what
 * @param {readonly string[]} args
 */
function runQuietly(what, args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status === 0) return
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ?? ''}\nFailed at ${what}.\n`)
  process.exit(1)
}
