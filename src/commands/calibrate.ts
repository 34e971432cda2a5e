import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { placed, PreciousError } from '../errors.ts'
import { type Calibration, calibrate } from '../estimator/calibration/calibrate.ts'
import type { OnStep } from '../estimator/calibration/held-out.ts'
import { nodeFiles } from '../host/files.ts'
import { estimatorsNamed } from '../host/own-targets.ts'
import { calibrationToText } from '../report/calibration-text.ts'
import { sortKeys } from '../report/json.ts'
import { printable } from '../report/table.ts'
import { type CalibrateOptions, nameOf } from './calibrate-options.ts'
import { type CalibrationData, readCalibrationData } from './calibration-data.ts'
import { mustKeep } from './kept-inputs.ts'
import { commonSetting, contradictions } from './measured-settings.ts'
import { startProgress } from './progress.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'

/** More bad rows than this are counted only. */
const mostProblems = 20

/** `precious calibrate`: a target of the user's own from a shipped one and measurements. Returns the exit code. */
export async function calibrateCommand(
  files: readonly string[],
  options: CalibrateOptions,
  terminal: Terminal,
): Promise<number> {
  const { cwd, signal, stdout } = terminal
  if (options.out !== undefined) mustKeep(files, options.out, cwd)
  const [base] = await estimatorsNamed([options.target], cwd)
  if (base === undefined) throw new RangeError('a name stands for a target')
  const name = nameOf(options, base.target)
  const data = await readCalibrationData(files, options.dataTarget ?? base.target, { cwd, signal })
  const remarks = contradictions(data.settings, base)
  warn(data, remarks, terminal)
  const origin = {
    name,
    link: commonSetting(data.settings, 'link'),
    host: commonSetting(data.settings, 'host'),
    datasets: data.datasets,
    command: commandOf(terminal),
  }
  const calibration = await withProgress(terminal, async (onStep) => {
    return await calibrate(base, data.networks, origin, onStep)
  })
  if (options.out !== undefined) await write(calibration, options.out, terminal)
  const isJson = options.json === true
  stdout.write(isJson ? toJson(calibration, data, remarks, options) : toText(calibration, options, terminal))
  return 0
}

/** Lets what stops the run be heard between two steps. */
async function withProgress<Result>(terminal: Terminal, work: (onStep: OnStep) => Promise<Result>): Promise<Result> {
  const progress = startProgress(terminal)
  try {
    return await work(async (what, index, count) => {
      await setImmediate()
      terminal.signal?.throwIfAborted()
      progress.step(what, index, count)
    })
  } finally {
    progress.stop()
  }
}

function warn({ problems, others, unused }: CalibrationData, remarks: readonly string[], { stderr }: Terminal): void {
  const shown = problems.slice(0, mostProblems).map(({ file, line, problem }) => `${file}:${line}: ${problem}`)
  const more = problems.length - shown.length
  const left = [...others].map(([target, count]) => `${count} of ${target}`)
  const texts = [
    ...shown,
    ...(more > 0 ? [`${more} more bad rows`] : []),
    ...(left.length > 0 ? [`rows of other targets are left out: ${left.join(', ')}`] : []),
    ...(unused > 0 ? [`${unused} networks are left out, chosen at random: a calibration takes a thousand`] : []),
    ...remarks,
  ]
  for (const text of texts) stderr.write(`warning: ${printable(text)}\n`)
}

async function write({ artifact }: Calibration, out: string, { cwd }: Terminal): Promise<void> {
  const text = `${JSON.stringify(artifact, undefined, 2)}\n`
  await nodeFiles.writeFileAtomically(resolve(cwd, out), text).catch((error: unknown) => {
    throw error instanceof PreciousError ? placed(error, out) : error
  })
}

function toText(calibration: Calibration, { out }: CalibrateOptions, terminal: Terminal): string {
  const style = { colour: wantsColour(terminal), width: widthOf(terminal.stdout) }
  const text = calibrationToText(calibration, style)
  if (out === undefined) return `${text}\nNothing is written: name a file with --out.\n`
  const path = /[\\/]/.test(out) ? out : `./${out}`
  return `${text}\nWritten to ${printable(out)}; a config or --target names it as "${printable(path)}".\n`
}

function toJson(
  { artifact, ...calibration }: Calibration,
  { rows, others, problems }: CalibrationData,
  remarks: readonly string[],
  { out }: CalibrateOptions,
): string {
  const counts = { rows, otherTargets: Object.fromEntries(others), badRows: problems }
  // JSON has no infinity: null is that the shipped values are kept.
  const content = { target: artifact.target, out: out ?? null, ...counts, remarks, ...calibration }
  return `${JSON.stringify(content, sortKeys, 2)}\n`
}

/** As it was typed, with quotes where a shell needs them. */
function commandOf({ args }: Terminal): string {
  return ['precious', ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ')
}
