import { resolve } from 'node:path'
import type { ResolvedConfig } from '../budget/resolve-config.ts'
import { check } from '../check.ts'
import { PreciousError } from '../errors.ts'
import { mustNameTargets } from '../estimator/target.ts'
import { nodeFiles } from '../host/files.ts'
import { type ConfigContent, readConfig } from '../host/read-config.ts'
import type { Measurements } from '../judge-models.ts'
import { namedFromConfig } from '../report/named-from-config.ts'
import type { Report } from '../report/report.ts'
import { summarise } from '../report/summary.ts'
import type { OpenBaseline } from './baseline.ts'
import type { CheckOptions, Reporter } from './check-options.ts'
import { badInput, printError, printWarning } from './failure.ts'
import { openCompiler } from './open-compiler.ts'
import { startProgress } from './progress.ts'
import { type Terminal, usualWidth, wantsColour, widthOf } from './terminal.ts'
import { writeOutput } from './write-output.ts'

const fileNames: Readonly<Record<Reporter, string>> = {
  text: 'precious-report.txt',
  json: 'precious-report.json',
  markdown: 'precious-report.md',
}

/** `precious check`: the main job, from the config on disk to the report. Returns the exit code. */
export async function checkCommand(options: CheckOptions, terminal: Terminal): Promise<number> {
  const { output, target } = options
  const reporter = reportersOf(options)
  mustHaveRoom(reporter, output)
  mustNameTargets(target ?? [], '--target')
  const request = { directory: terminal.cwd, path: options.config, targets: target }
  const { config: written, content } = await readConfig(request)
  const config = { ...written, compile: options.compile ?? written.compile }
  const measurements = await readMeasurements(options, terminal)
  const opened = await openNamedBaseline(options, config, content, terminal)
  const progress = startProgress(terminal)
  const problems: PreciousError[] = []
  const compile = await openCompiler(config.compile, config.directory, terminal, problems)
  const ports = { files: nodeFiles, onModel: progress.step, signal: terminal.signal, measurements, compile }
  const { report, failures } = await check(config, { ...ports, baseline: opened?.baseline }).finally(async () => {
    progress.stop()
    await opened?.close()
    for (const problem of problems) printWarning(terminal, problem)
  })
  try {
    await writeReports(report, reporter, output, terminal)
  } finally {
    for (const failure of failures) printError(terminal, failure)
  }
  if (failures.length > 0) return badInput
  return report.verdict === 'failed' ? 1 : 0
}

function reportersOf({ json, reporter }: CheckOptions): readonly Reporter[] {
  if (json !== true) return reporter ?? ['text']
  if (reporter === undefined) return ['json']
  throw new PreciousError('usage/invalid', {
    what: '--json and --reporter exclude each other',
    hint: 'Add json to the list of --reporter instead',
  })
}

/** Several reports one after the other on one output are of no use to anybody. */
function mustHaveRoom(reporters: readonly Reporter[], output: string | undefined): void {
  if (reporters.length < 2 || output !== undefined) return
  throw new PreciousError('usage/invalid', {
    what: 'several reporters need an output folder',
    hint: 'Add for instance --output reports',
  })
}

async function readMeasurements({ measurements: file }: CheckOptions, { cwd }: Terminal): Promise<Measurements | undefined> {
  if (file === undefined) return undefined
  const { readMeasurementFile } = await import('../host/measurement-file.ts')
  return await readMeasurementFile(resolve(cwd, file), file)
}

async function openNamedBaseline(
  { baseline }: CheckOptions,
  config: ResolvedConfig,
  configContent: ConfigContent,
  { cwd }: Terminal,
): Promise<OpenBaseline | undefined> {
  if (baseline === undefined) return undefined
  const { openBaseline } = await import('./baseline.ts')
  return await openBaseline({ text: baseline, cwd, config, configContent })
}

async function writeReports(
  report: Report,
  reporters: readonly Reporter[],
  output: string | undefined,
  terminal: Terminal,
): Promise<void> {
  for (const name of reporters) {
    const text = await render(report, name, terminal, output === undefined)
    if (output === undefined) terminal.stdout.write(text)
    else await writeOutput(reporters.length > 1 ? `${output}/${fileNames[name]}` : output, text, terminal)
  }
  if (output !== undefined) terminal.stderr.write(`${summarise(report).headline} The report is in ${output}.\n`)
}

async function render(report: Report, name: Reporter, terminal: Terminal, isForTerminal: boolean): Promise<string> {
  switch (name) {
    case 'text': {
      const { toText } = await import('../report/text.ts')
      return isForTerminal
        ? toText(report, { colour: wantsColour(terminal), width: widthOf(terminal.stdout) })
        : toText(report, { colour: false, width: usualWidth })
    }
    case 'json':
      return (await import('../report/json.ts')).toJson(namedFromConfig(report))
    case 'markdown':
      return (await import('../report/markdown.ts')).toMarkdown(namedFromConfig(report))
  }
}
