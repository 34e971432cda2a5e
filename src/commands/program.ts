import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { compileModes } from '../budget/compile-mode.ts'
import { PreciousError } from '../errors.ts'
import { version } from '../version.ts'
import { type CheckOptions, reporterNames } from './check-options.ts'
import { badInput, interrupted, printError } from './failure.ts'
import type { CalibrateOptions } from './calibrate-options.ts'
import type { CompareOptions } from './compare.ts'
import type { EvaluateOptions } from './evaluate-options.ts'
import type { ImportCsvOptions, ImportNasBenchOptions } from './import-options.ts'
import type { GenerateOptions } from './generate-options.ts'
import type { HistoryOptions } from './history-options.ts'
import type { InspectOptions } from './inspect.ts'
import type { TargetsOptions } from './targets.ts'
import type { Terminal } from './terminal.ts'
import type { TrainOptions } from './train-options.ts'

/**
 * Runs the command line and returns its exit code: 0 passed, 1 a budget failed, 2 bad input or usage, 130 stopped.
 * Errors of the user's making are printed as one message; any other is a defect and keeps its stack.
 */
export async function run(terminal: Terminal): Promise<number> {
  let code = 0
  const program = buildProgram(terminal, (result) => {
    code = result
  })
  try {
    await program.parseAsync(terminal.args, { from: 'user' })
    return code
  } catch (error) {
    return exitCodeOf(error, terminal)
  }
}

function exitCodeOf(error: unknown, terminal: Terminal): number {
  if (terminal.signal?.aborted === true && error === terminal.signal.reason) return interrupted
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badInput
  if (error instanceof PreciousError) {
    printError(terminal, error)
    return badInput
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.stderr.write(`precious ${version} has a defect. Please report it with this stack:\n${stack}\n`)
  return badInput
}

function buildProgram(terminal: Terminal, setCode: (code: number) => void): Command {
  const program = new Command('precious')
    .description('What a neural network will cost on a Google Coral Edge TPU, judged against your budgets.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(run with --help for the options)')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })

  program
    .command('check')
    .description('Judge the budgets of a config. Exit code 1 if one of level error does not hold.')
    .option('-c, --config <file>', 'the config, instead of looking for precious.config.* and others')
    .option('-t, --target <names>', 'estimate for these targets, whatever the config names', listOf())
    .option('-b, --baseline <revision>', 'compare with the merge base with a git revision, or with a report (a .json file)')
    .option('-m, --measurements <file>', 'judge on what was measured where something was (JSON lines)')
    .option('--compile <mode>', `${compileHelp} (default: what the config says)`, oneOf(compileModes))
    .option('-r, --reporter <names>', `any of ${reporterNames.join(', ')} (default: text)`, listOf(reporterNames))
    .option('--json', 'the same as --reporter json')
    .option('-o, --output <path>', 'write the report to a file; with several reporters, to a folder')
    .action(async (options: CheckOptions) => {
      const { checkCommand } = await import('./check.ts')
      setCode(await checkCommand(options, terminal))
    })

  program
    .command('inspect')
    .description('Show what models are made of and what they take, without budgets.')
    .argument('<model...>', 'model files')
    .option('-t, --target <names>', 'targets to estimate for (default: coral-usb3-max)', listOf())
    .option('--compile <mode>', `${compileHelp} (default: never)`, oneOf(compileModes))
    .option('--operators <count>', 'operators to show, the costliest first, or "all" in their order', 'all')
    .option('--json', 'print JSON')
    .action(async (models: string[], options: InspectOptions) => {
      const { inspectCommand } = await import('./inspect.ts')
      setCode(await inspectCommand(models, options, terminal))
    })

  program
    .command('compare')
    .description('Show how a model differs from another one, operator by operator, or a report from another report.')
    .argument('<a>', 'a model, or a JSON report')
    .argument('<b>', 'another one of the same kind')
    .option('-t, --target <names>', 'targets (default: coral-usb3-max; of reports, those in them)', listOf())
    .option('--json', 'print JSON')
    .action(async (a: string, b: string, options: CompareOptions) => {
      const { compareCommand } = await import('./compare.ts')
      setCode(await compareCommand(a, b, options, terminal))
    })

  program
    .command('history')
    .description('Show what the models of past commits take, by today\'s estimators and today\'s config.')
    .option('-c, --config <file>', 'the config, instead of looking for precious.config.* and others')
    .option('-t, --target <names>', 'estimate for these targets, whatever the config names', listOf())
    .option('--since <when>', 'leave out what is older than a date or in a revision: 2026-01-31, "3 months ago", v1.0')
    .option('--limit <count>', 'at most this many commits that change a model, the newest', '50')
    .option('--model <glob>', 'only models that this matches, relative to the config')
    .option('--revision <name>', 'the commit that the history leads to', 'HEAD')
    .option('--json', 'print JSON')
    .option('--csv', 'print a row for each commit, model and target')
    .option('--plot <file.svg>', 'also draw latency, power and memory over the commits')
    .action(async (options: HistoryOptions) => {
      const { historyCommand } = await import('./history.ts')
      setCode(await historyCommand(options, terminal))
    })

  program
    .command('targets')
    .description('List the targets: what they were checked on, their error and their limits.')
    .option('--json', 'print JSON')
    .action(async (options: TargetsOptions) => {
      const { targetsCommand } = await import('./targets.ts')
      setCode(targetsCommand(options, terminal))
    })

  program
    .command('generate')
    .description('Write a published architecture with random weights, or a spread sample of random networks.')
    .argument('[name]', 'an architecture, such as mobilenet-v2')
    .option('--list', 'print the architectures')
    .option('--input <pixels>', 'height and width of the image (default: the published ones)')
    .option('--width <factor>', 'factor on the channel counts, where several were published')
    .option('--classes <count>', 'results of the network (default: as published)')
    .option('--quantisation <scheme>', `${quantisations.join(' or ')} (default: as published)`, oneOf(quantisations))
    .option('--cell <cell>', 'the cell of a network of nas-bench-201')
    .option('--variant <lab>', `as ${labs.join(' or ')} built nas-bench-201 (default: eagle)`, oneOf(labs))
    .option('--count <count>', 'write as many random networks')
    .option('--space <file>', 'what to draw random networks from: "default" or a JSON file')
    .option('--plot <file.svg>', 'also draw how the random networks are spread')
    .option('--seed <number>', 'the same seed gives the same networks (default: 1)')
    .option('-o, --out <path>', 'the file to write; of random networks the folder')
    .option('--force', 'replace what is there')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, options: GenerateOptions) => {
      const { generateCommand } = await import('./generate.ts')
      setCode(await generateCommand(name, options, terminal))
    })

  program
    .command('calibrate')
    .description('Fit a target to your own device by the latencies of ten or more measured networks.')
    .argument('<data...>', 'datasets (JSON lines), see precious import')
    .option('-t, --target <name>', 'the target to start from', 'coral-usb3-max')
    .option('--data-target <name>', 'the target that the measurements are of (default: the one to start from)')
    .option('-o, --out <file.json>', 'the target file to write (default: only print what would change)')
    .option('--name <name>', 'what the new target is called (default: the name of the file)')
    .option('--json', 'print JSON')
    .action(async (data: string[], options: CalibrateOptions) => {
      const { calibrateCommand } = await import('./calibrate.ts')
      setCode(await calibrateCommand(data, options, terminal))
    })

  const imports = program.command('import').description('Turn a table of what networks took into a dataset.')

  imports
    .command('nb201')
    .description('Import latencies of NAS-Bench-201: the columns arch_str and those of a lab.')
    .argument('<file>', 'a CSV file')
    .requiredOption('--variant <lab>', `whose latencies: ${labs.join(' or ')}`, oneOf(labs))
    .option(...outOption)
    .option(...strictOption)
    .option(...importJsonOption)
    .action(async (file: string, options: ImportNasBenchOptions) => {
      const { importNasBenchCommand } = await import('./import-nas-bench.ts')
      setCode(await importNasBenchCommand(file, options, terminal))
    })

  imports
    .command('csv')
    .description('Import own measurements: a column of models, and columns of what they took.')
    .argument('<file>', 'a CSV file')
    .requiredOption('--model <column>', 'paths of models, relative to the file, or names as in "mobilenet-v1 0.25/128"')
    .option('--latency <column>', 'time of one inference')
    .option('--latency-unit <unit>', 'us, ms or s (default: by the name of the column)', oneOf(['us', 'ms', 's']))
    .option('--latency-deviation <column>', 'standard deviation of the single runs, in the same unit')
    .option('--power <column>', 'mean power during back-to-back inferences')
    .option('--power-unit <unit>', 'mW or W (default: by the name of the column)', oneOf(['mW', 'W']))
    .option('--power-deviation <column>', 'standard deviation of the single runs, in the same unit')
    .option('--energy <column>', 'energy of one inference')
    .option('--energy-unit <unit>', 'uJ, mJ or J (default: by the name of the column)', oneOf(['uJ', 'mJ', 'J']))
    .option('--energy-deviation <column>', 'standard deviation of the single runs, in the same unit')
    .option('--runs <column>', 'how many single runs the figures are the mean of')
    .option('--group <column>', 'what is never split between training and testing (default: the architecture)')
    .option('--feature <columns>', 'further numbers that estimators may read', listOf())
    .option('--separator <character>', `what stands between cells: ${separatorNames.join(' ')}`, oneOf(separatorNames))
    .option('-t, --target <name>', 'what they ran on; may be a new name', 'coral-usb3-max')
    .option('--link <text>', 'how it was measured: the link')
    .option('--clock <text>', 'the clock')
    .option('--host <text>', 'the host')
    .option('--runtime <text>', 'versions of driver, runtime and compiler')
    .option('--repetitions <count>', 'inferences in each run')
    .option('--source <text>', 'who measured (default: the name of the file)')
    .option('--licence <text>', 'the licence of the figures')
    .option(...outOption)
    .option(...strictOption)
    .option(...importJsonOption)
    .action(async (file: string, options: ImportCsvOptions) => {
      const { importCsvCommand } = await import('./import-csv.ts')
      setCode(await importCsvCommand(file, options, terminal))
    })

  program
    .command('evaluate')
    .description('Judge an estimator by measurements: errors, rank correlation, and what its intervals hold.')
    .argument('<estimator>', 'a target, or the file of a target or of a trained estimator')
    .argument('<data...>', 'datasets (JSON lines), as import writes them')
    .option('--quantity <name>', `${quantities.join(', ')} (default: the first that is measured)`, oneOf(quantities))
    .option('--any-target', 'also judge by rows of other targets')
    .option('--json', 'print JSON')
    .option('--html <file>', 'also write a page with plots')
    .action(async (estimator: string, data: string[], options: EvaluateOptions) => {
      const { evaluateCommand } = await import('./evaluate.ts')
      setCode(await evaluateCommand(estimator, data, options, terminal))
    })

  program
    .command('train')
    .description('Learn an estimator from datasets: tries families, takes the simplest that is about as good as the best.')
    .argument('<data...>', 'datasets (JSON lines), as import writes them')
    .requiredOption('--quantity <name>', `what is estimated: ${quantities.join(', ')}`, oneOf(quantities))
    .requiredOption('-t, --target <name>', 'whose rows are learnt from; may be a new name')
    .option('--base <target>', 'what stands for all that is not learnt (default: the target, if it ships, or coral-usb3-max)')
    .requiredOption('-o, --out <file.json>', 'the estimator to write')
    .option('--seed <number>', 'the same seed gives the same estimator', '1')
    .option('--folds <count>', 'parts that are held out in turn', '10')
    .option('--json', 'print the results as JSON')
    .action(async (data: string[], options: TrainOptions) => {
      const { trainCommand } = await import('./train.ts')
      setCode(await trainCommand(data, options, terminal))
    })

  return program
}

const outOption = ['-o, --out <file.jsonl>', 'the dataset to write (default: print its rows)'] as const
const strictOption = ['--strict', 'import nothing if a row is bad'] as const
const importJsonOption = ['--json', 'print counts and bad rows as JSON'] as const

const quantities = ['latency', 'power', 'energy'] as const
const quantisations = ['uint8', 'int8'] as const
const labs = ['eagle', 'hwnasbench'] as const
const separatorNames = [',', ';', 'tab'] as const

const compileHelp = `compile with edgetpu_compiler: ${compileModes.join(', ')}`

function oneOf<const Value extends string>(known: readonly Value[]): (value: string) => Value {
  return (value) => {
    const found = known.find((name) => name === value)
    if (found === undefined) throw new InvalidArgumentError(`Known are ${known.join(', ')}.`)
    return found
  }
}

type ParseList = (value: string, previous: readonly string[] | undefined) => readonly string[]

/** Names with commas between them; the option may be given several times. */
function listOf(known?: readonly string[]): ParseList {
  return (value, previous = []) => {
    const names = value.split(',').map((name) => name.trim()).filter((name) => name !== '')
    if (names.length === 0) throw new InvalidArgumentError('Give at least one name.')
    const isUnknown = (name: string): boolean => known?.includes(name) === false
    if (known !== undefined && names.some(isUnknown)) throw new InvalidArgumentError(`Known are ${known.join(', ')}.`)
    return [...new Set([...previous, ...names])]
  }
}
