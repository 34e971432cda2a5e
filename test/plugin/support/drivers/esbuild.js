/** Runs the build script in the working directory; to watch, with `context` in place of `build`. */
import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

const [, action] = process.argv.slice(2)
let script = 'build.mjs'
if (action === 'watch') {
  const text = await readFile(script, 'utf8')
  script = 'watch.mjs'
  const watching = text
    .replace('import { build }', 'import { context }')
    .replace('await build({', 'const watching = await context({\n  logLevel: "info",')
  await writeFile(script, `${watching}\nawait watching.watch()\n`)
}
await import(pathToFileURL(script).href)
