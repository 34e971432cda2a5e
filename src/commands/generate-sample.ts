import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { propertiesVersion } from '../analysis/properties.ts'
import { placed, PreciousError } from '../errors.ts'
import { UnmeetableSpaceError } from '../generator/sampling/goals.ts'
import { randomNetworks } from '../generator/sampling/random-networks.ts'
import { nodeFiles } from '../host/files.ts'
import { writeNetwork } from '../model/tflite/write.ts'
import { formatBytes, plural } from '../report/format.ts'
import { sortKeys } from '../report/json.ts'
import { describeNetwork } from '../sample/describe.ts'
import { type Manifest, manifestName, type SampledNetwork } from '../sample/manifest.ts'
import { summarise } from '../sample/summary.ts'
import { summaryToText } from '../sample/text.ts'
import { version } from '../version.ts'
import type { GenerateOptions } from './generate-options.ts'
import { startProgress } from './progress.ts'
import { readSpace } from './read-space.ts'
import { type SampleArguments, SampleFolder } from './sample-folder.ts'
import { type Terminal, widthOf } from './terminal.ts'

/** Writes random networks one after the other, and at last what they are. */
export async function generateSample(
  { count, seed, out }: { readonly count: number; readonly seed: number; readonly out: string },
  options: GenerateOptions,
  terminal: Terminal,
): Promise<void> {
  const space = await readSpace(options.space ?? 'default', terminal.cwd)
  const wanted = { version, seed, count, space }
  const folder = await SampleFolder.open(resolve(terminal.cwd, out), out, wanted, options.force === true)
  const { networks, bytes } = await writeNetworks(wanted, folder, terminal)
  const manifest: Manifest = { schemaVersion: 1, ...wanted, propertiesVersion, networks }
  await folder.finish(manifest)
  const summary = summarise(manifest)
  if (options.plot !== undefined) await writePlot(options.plot, manifest, terminal)
  if (options.json === true) {
    terminal.stdout.write(`${JSON.stringify(summary, sortKeys, 2)}\n`)
    return
  }
  const what = `${plural(count, 'network')} of seed ${seed} in ${out}, ${formatBytes(bytes)}`
  const text = summaryToText(summary, manifest, widthOf(terminal.stdout))
  terminal.stdout.write(`${what}; ${manifestName} lists them.\n\n${text}`)
}

interface Written {
  readonly networks: readonly SampledNetwork[]
  readonly bytes: number
}

async function writeNetworks(
  { count, seed, space }: SampleArguments,
  folder: SampleFolder,
  terminal: Terminal,
): Promise<Written> {
  const networks: SampledNetwork[] = []
  let total = 0
  const progress = startProgress(terminal)
  try {
    for (const random of randomNetworks(space, seed)) {
      // Lets what stops the run be heard.
      await setImmediate()
      terminal.signal?.throwIfAborted()
      const bytes = writeNetwork(random.network)
      const network = describeNetwork(random, seed, bytes)
      progress.step(network.file, random.index, count)
      await folder.writeNetwork(network.file, seed, random.index, bytes)
      networks.push(network)
      total += bytes.length
      if (networks.length === count) break
    }
    return { networks, bytes: total }
  } catch (error) {
    throw error instanceof UnmeetableSpaceError ? unmeetable(error) : error
  } finally {
    progress.stop()
  }
}

async function writePlot(file: string, manifest: Manifest, { cwd, stderr }: Terminal): Promise<void> {
  const { sampleToSvg } = await import('../sample/plot.ts')
  await nodeFiles.writeFileAtomically(resolve(cwd, file), sampleToSvg(manifest)).catch((error: unknown) => {
    throw error instanceof PreciousError ? placed(error, file) : error
  })
  stderr.write(`The plot is in ${file}.\n`)
}

function unmeetable(cause: UnmeetableSpaceError): PreciousError {
  return new PreciousError('space/invalid', {
    what: `the space cannot be filled: ${cause.message}`,
    hint: 'Widen its ranges or raise its limits',
    cause,
  })
}
