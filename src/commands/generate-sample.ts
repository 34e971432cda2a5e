import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { propertiesVersion } from '../analysis/properties.ts'
import { PreciousError } from '../errors.ts'
import { UnmeetableSpaceError } from '../generator/sampling/goals.ts'
import { randomNetworks } from '../generator/sampling/random-networks.ts'
import { writeNetwork } from '../model/tflite/write.ts'
import { formatBytes, plural } from '../report/format.ts'
import { sortKeys } from '../report/json.ts'
import { printable } from '../report/table.ts'
import { describeNetwork } from '../sample/describe.ts'
import { type Manifest, manifestName, type SampledNetwork } from '../sample/manifest.ts'
import { type SampleSummary, summarise } from '../sample/summary.ts'
import { summaryToText, warningOf } from '../sample/text.ts'
import { version } from '../version.ts'
import { printWarning } from './failure.ts'
import type { GenerateOptions } from './generate-options.ts'
import { checkPlotFile } from './plot-file.ts'
import { startProgress } from './progress.ts'
import { readSpace } from './read-space.ts'
import { type SampleArguments, SampleFolder } from './sample-folder.ts'
import { type Terminal, widthOf } from './terminal.ts'
import { writeOutput } from './write-output.ts'

/** Writes random networks one after the other, and at last what they are. */
export async function generateSample(
  { count, seed, out }: { readonly count: number; readonly seed: number; readonly out: string },
  options: GenerateOptions,
  terminal: Terminal,
): Promise<void> {
  const { cwd, stdout } = terminal
  const isForced = options.force === true
  const spaceName = options.space ?? 'default'
  const space = await readSpace(spaceName, cwd)
  if (options.plot !== undefined) {
    const spaceFile = spaceName === 'default' ? undefined : spaceName
    await checkPlotFile({ plot: options.plot, cwd, out, space: spaceFile, isForced })
  }
  const wanted = { version, seed, count, space }
  const folder = await SampleFolder.open(resolve(cwd, out), out, wanted, isForced)
  const { manifest, summary, bytes } = await writeSample(wanted, folder, out, terminal)
  const what = `${plural(count, 'network')} of seed ${seed} in ${out}, ${formatBytes(bytes)}`
  stdout.write(
    options.json === true
      ? `${JSON.stringify(summary, sortKeys, 2)}\n`
      : `${what}; ${manifestName} lists them.\n\n${summaryToText(summary, manifest, widthOf(stdout))}`,
  )
  const warning = warningOf(summary)
  if (warning !== undefined) printWarning(terminal, missedGoals(warning, spaceName))
  if (options.plot !== undefined) await writePlot(options.plot, manifest, terminal)
}

interface WrittenSample {
  readonly manifest: Manifest
  readonly summary: SampleSummary
  readonly bytes: number
}

async function writeSample(
  wanted: SampleArguments,
  folder: SampleFolder,
  out: string,
  terminal: Terminal,
): Promise<WrittenSample> {
  const networks: SampledNetwork[] = []
  // Lets what stops the run be heard.
  const pause = async (): Promise<void> => {
    await setImmediate()
    terminal.signal?.throwIfAborted()
  }
  try {
    const bytes = await writeNetworks(wanted, folder, networks, pause, terminal)
    const manifest: Manifest = { schemaVersion: 1, ...wanted, propertiesVersion, networks }
    const summary = await summarise(manifest, pause)
    await folder.finish(manifest)
    return { manifest, summary, bytes }
  } catch (error) {
    await folder.abandon()
    if (terminal.signal?.aborted === true && error === terminal.signal.reason) {
      terminal.stderr.write(stoppedWords(networks.length, wanted.count, out))
    }
    throw error instanceof UnmeetableSpaceError ? unmeetable(error) : error
  }
}

/** Adds what it writes to a list, so that it is known also of a run that is stopped. Returns the bytes of all. */
async function writeNetworks(
  { count, seed, space }: SampleArguments,
  folder: SampleFolder,
  written: SampledNetwork[],
  pause: () => Promise<void>,
  terminal: Terminal,
): Promise<number> {
  let total = 0
  const progress = startProgress(terminal)
  try {
    for (const random of randomNetworks(space, seed)) {
      await pause()
      const bytes = writeNetwork(random.network)
      const network = describeNetwork(random, seed, bytes)
      progress.step(network.file, random.index, count)
      await folder.writeNetwork(network.file, bytes)
      written.push(network)
      total += bytes.length
      if (written.length === count) break
    }
    return total
  } finally {
    progress.stop()
  }
}

function stoppedWords(written: number, count: number, out: string): string {
  const whole = `${written} of ${plural(count, 'network')} ${written === 1 ? 'is' : 'are'} in ${out}`
  return `Stopped: ${printable(whole)}, without a manifest. The same command goes on.\n`
}

async function writePlot(file: string, manifest: Manifest, terminal: Terminal): Promise<void> {
  const { sampleToSvg } = await import('../sample/plot.ts')
  await writeOutput(file, sampleToSvg(manifest), terminal)
  terminal.stderr.write(`The plot is in ${file}.\n`)
}

function missedGoals(what: string, where: string): PreciousError {
  const hint = 'Other blocks or ranges would spread them better; docs/generate.md says what bounds them'
  return new PreciousError('space/invalid', { what, hint, where })
}

function unmeetable(cause: UnmeetableSpaceError): PreciousError {
  return new PreciousError('space/invalid', {
    what: `the space cannot be filled: ${cause.message}`,
    hint: 'Widen its ranges or raise its limits',
    cause,
  })
}
