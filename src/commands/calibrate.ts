import { type Calibration, calibrate } from '../estimator/calibration/calibrate.ts'
import type { OnStep } from '../estimator/calibration/held-out.ts'
import { estimatorsNamed } from '../host/own-targets.ts'
import { calibrationToText } from '../report/calibration-text.ts'
import { sortKeys } from '../report/json.ts'
import { printable } from '../report/table.ts'
import { sha256Of } from '../sha256.ts'
import { version } from '../version.ts'
import { warnOfBadRows } from './bad-rows.ts'
import { type CalibrateOptions, nameOf } from './calibrate-options.ts'
import { type CalibrationData, readCalibrationData } from './calibration-data.ts'
import { commandLine } from './command-line.ts'
import { mustKeep } from './kept-inputs.ts'
import { commonSetting, contradictions } from './measured-settings.ts'
import { inSteps } from './progress.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'
import { writeOutput } from './write-output.ts'

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
    datasetHash: sha256Of(JSON.stringify(data.networks)),
    toolVersion: version,
    command: commandLine(terminal),
  }
  const calibration = await inSteps(
    terminal,
    (progress, ...step: Parameters<OnStep>) => progress.step(...step),
    (onStep) => calibrate(base, data.networks, origin, onStep),
  )
  if (options.out !== undefined) {
    await writeOutput(options.out, `${JSON.stringify(calibration.artifact, undefined, 2)}\n`, terminal)
  }
  const isJson = options.json === true
  stdout.write(isJson ? toJson(calibration, data, remarks, options) : toText(calibration, options, terminal))
  return 0
}

function warn({ badRows, others, unused }: CalibrationData, remarks: readonly string[], terminal: Terminal): void {
  warnOfBadRows(badRows, terminal)
  const left = [...others].map(([target, count]) => `${count} of ${target}`)
  const texts = [
    ...(left.length > 0 ? [`rows of other targets are left out: ${left.join(', ')}`] : []),
    ...(unused > 0 ? [`${unused} networks are left out, chosen at random: a calibration takes a thousand`] : []),
    ...remarks,
  ]
  for (const text of texts) terminal.stderr.write(`warning: ${printable(text)}\n`)
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
  { rows, others, badRows }: CalibrationData,
  remarks: readonly string[],
  { out }: CalibrateOptions,
): string {
  const counts = { rows, otherTargets: Object.fromEntries(others), badRows }
  // JSON has no infinity: null is that the shipped values are kept.
  const content = { target: artifact.target, out: out ?? null, ...counts, remarks, ...calibration }
  return `${JSON.stringify(content, sortKeys, 2)}\n`
}
