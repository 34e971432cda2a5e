import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What `precious generate` takes for 100 and for 1,000 random networks of the default space: time, and the most memory
 * that the process held. Exits with 1 if 1,000 take longer than a minute or much more memory than 100. Needs a build,
 * and 3 GB on the disk of the temporary folder.
 */
const counts = [100, 1_000] as const
const timeLimitMs = 60_000
/**
 * The models have 3 GB together. Two kilobytes are kept of each, for the manifest; what else the peak grows by is how
 * many of them wait for the collector at one time.
 */
const growthLimitBytes = 150e6

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

interface Run {
  readonly ms: number
  readonly processorMs: number
  readonly peakBytes: number
}

/** Loaded before the program: tells on the error output, at the end, processor time and peak memory. */
const meter =
  'data:text/javascript,process.on("exit",()=>{const{userCPUTime,systemCPUTime,maxRSS}=process.resourceUsage();' +
  'process.stderr.write(JSON.stringify([(userCPUTime+systemCPUTime)/1000,maxRSS*1024]))})'

function main(): number {
  if (!existsSync(cli)) throw new Error('there is no build: run "npm run build" first')
  const [few, many] = counts.map(generate)
  if (few === undefined || many === undefined) throw new Error('nothing was measured')
  const growth = many.peakBytes - few.peakBytes
  const isOver = many.ms > timeLimitMs || growth > growthLimitBytes
  console.log(
    `  ${counts[1]} networks within ${timeLimitMs / 1_000} s: ${many.ms <= timeLimitMs ? 'yes' : 'NO'}, ` +
      `peak grows by ${shownBytes(growth)} (limit ${shownBytes(growthLimitBytes)})${isOver ? ' EXCEEDED' : ''}`,
  )
  return isOver ? 1 : 0
}

function generate(count: number): Run {
  const folder = mkdtempSync(join(tmpdir(), 'precious-generate-'))
  try {
    const options = ['--count', String(count), '--seed', '1', '--out', join(folder, 'out')]
    const args = ['--import', meter, cli, 'generate', ...options]
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    const ms = performance.now() - start
    if (status !== 0) throw new Error(`generate ended with ${status}: ${stderr}`)
    const [processorMs, peakBytes]: [number, number] = JSON.parse(stderr)
    const shown = `${(ms / 1_000).toFixed(1)} s, processor ${(processorMs / 1_000).toFixed(1)} s`
    console.log(`  ${String(count).padStart(5)} networks: ${shown}, peak ${shownBytes(peakBytes)}`)
    return { ms, processorMs, peakBytes }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function shownBytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

process.exitCode = main()
