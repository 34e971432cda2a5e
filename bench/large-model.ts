import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { denseChain } from '../src/generator/architectures/chains.ts'
import { writeNetwork } from '../src/model/tflite/write.ts'
import { median } from './support/median.ts'

/**
 * What analysing and estimating a model of 100 MB costs, against reading and hashing its bytes: medians of fresh
 * processes in turn, and their peak memory. Exits with 1 beyond 1.3 times the time or the file's size and 100 MB.
 * Needs a build.
 */
const runs = 9
const timeLimit = 1.3
const memoryLimitBytes = 100e6
const library = new URL('../dist/index.js', import.meta.url)

const work = {
  'read and hash': 'createHash("sha256").update(await precious.nodeFiles.readFile(file)).digest("hex")',
  'read, hash, analyse': `
    const bytes = await precious.nodeFiles.readFile(file)
    createHash("sha256").update(bytes).digest("hex")
    precious.estimateDemand(precious.analyse(precious.loadNetwork(bytes)), precious.estimatorOf("coral-usb3-max"))`,
}

interface Run {
  readonly ms: number
  readonly peakBytes: number
}

if (!existsSync(fileURLToPath(library))) throw new Error('there is no build: run "npm run build" first')
const folder = mkdtempSync(join(tmpdir(), 'precious-large-model-'))
try {
  const file = join(folder, 'model.tflite')
  writeFileSync(file, writeNetwork(denseChain({ width: 4_096, layers: 7, inputs: 64, seed: 1 })))
  const { size } = statSync(file)
  const results = new Map<string, Run[]>()
  for (let run = 0; run < runs; run++) {
    for (const [name, code] of Object.entries(work)) {
      results.set(name, [...(results.get(name) ?? []), runFresh(code, file)])
    }
  }
  console.log(`model of ${(size / 1e6).toFixed(1)} MB, medians of ${runs} fresh processes in turn`)
  const summaries = [...results].map(([name, list]) => ({
    name,
    ms: median(list.map(({ ms }) => ms)),
    peakBytes: Math.max(...list.map(({ peakBytes }) => peakBytes)),
  }))
  for (const { name, ms, peakBytes } of summaries) {
    console.log(`  ${name.padEnd(20)} ${ms.toFixed(1).padStart(7)} ms  peak ${(peakBytes / 1e6).toFixed(0)} MB`)
  }
  const [base, whole] = summaries
  if (base === undefined || whole === undefined) throw new Error('nothing was measured')
  const ratio = whole.ms / base.ms
  const isOver = ratio > timeLimit || whole.peakBytes > size + memoryLimitBytes
  console.log(
    `  ratio ${ratio.toFixed(2)} (limit ${timeLimit}), peak is the file and ${((whole.peakBytes - size) / 1e6).toFixed(0)} MB ` +
      `(limit 100 MB)${isOver ? ' EXCEEDED' : ''}`,
  )
  if (isOver) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * Runs code that knows `precious`, `file` and `createHash` in a process of its own. On Linux its peak is read where it
 * starts from nothing; the figure that `resourceUsage` has would start from the size of this process.
 */
function runFresh(code: string, file: string): Run {
  const script = `
    import { createHash } from 'node:crypto'
    import { existsSync, readFileSync } from 'node:fs'
    const precious = await import(${JSON.stringify(library.href)})
    const file = ${JSON.stringify(file)}
    const start = performance.now()
    ${code}
    const ms = performance.now() - start
    const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
    const peakKib = Number(/VmHWM:\\s+(\\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
    console.log(JSON.stringify({ ms, peakBytes: peakKib * 1024 }))`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
