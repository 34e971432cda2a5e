import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mobileNetV2 } from '../src/generator/architectures/mobilenet-v2.ts'
import { writeNetwork } from '../src/model/tflite/write.ts'
import { median } from './support/median.ts'

/**
 * How long a cold `precious check` on one model of 4 MB takes, against `node -e 0`: medians of runs in turn.
 * Exits with 1 if a JSON or MJS config takes more than three times as long. Needs a build.
 */
const runs = 15
const limit = 3
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

const config = { target: 'coral-usb3-max', models: [{ match: '*.tflite', budgets: { latency: '10 ms' } }] }
const json = JSON.stringify(config)
const configs = {
  'precious.config.json': json,
  'precious.config.mjs': `export default ${json}\n`,
  'precious.config.ts': `const config: object = ${json}\nexport default config\n`,
}

if (!existsSync(cli)) throw new Error('there is no build: run "npm run build" first')
const folder = mkdtempSync(join(tmpdir(), 'precious-start-up-'))
try {
  const model = writeNetwork(mobileNetV2({ widthMultiplier: 1.08, inputSize: 224, quantisation: 'uint8', seed: 1 }))
  writeFileSync(join(folder, 'model.tflite'), model)
  for (const [name, text] of Object.entries(configs)) writeFileSync(join(folder, name), text)
  const commands = Object.keys(configs).map((name) => ({ name, args: [cli, 'check', '--config', name] }))
  const times = new Map<string, number[]>()
  for (let run = -1; run < runs; run++) {
    for (const { name, args } of [{ name: 'node -e 0', args: ['-e', '0'] }, ...commands]) {
      const ms = time(args, folder)
      // The first round warms the file cache.
      if (run >= 0) times.set(name, [...(times.get(name) ?? []), ms])
    }
  }
  const base = median(times.get('node -e 0') ?? [])
  console.log(`cold start, model of ${(model.length / 1e6).toFixed(1)} MB, medians of ${runs} runs in turn`)
  for (const [name, values] of times) {
    console.log(`  ${name.padEnd(22)} ${median(values).toFixed(1).padStart(7)} ms  ${(median(values) / base).toFixed(2)} x`)
  }
  const isTooSlow = ['precious.config.json', 'precious.config.mjs'].some((name) => median(times.get(name) ?? []) > limit * base)
  console.log(`  limit for .json and .mjs: ${limit} x${isTooSlow ? ' EXCEEDED' : ''}`)
  if (isTooSlow) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function time(args: readonly string[], cwd: string): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  const ms = performance.now() - start
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return ms
}
