import { setImmediate } from 'node:timers/promises'
import { PreciousError } from '../errors.ts'
import type { ImportOutcome } from '../import/import-outcome.ts'
import { datasetText } from '../measurement/dataset.ts'
import type { DatasetRow } from '../measurement/dataset-row.ts'
import { plural } from '../report/format.ts'
import { sortKeys } from '../report/json.ts'
import { printable } from '../report/table.ts'
import type { ImportOptions } from './import-options.ts'
import { startProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { writeOutput } from './write-output.ts'

/** What is to be written, and of which table. */
export interface ImportRequest {
  /** The table as the user knows it. */
  readonly file: string
  readonly outcomes: AsyncIterable<ImportOutcome> | Iterable<ImportOutcome>
  /** Rows of the table. */
  readonly rowCount: number
  readonly options: ImportOptions
}

/** What became of a table so far. */
class Tally {
  rows = 0
  /** Rows of the table without a figure. */
  empty = 0
  readonly problems: { readonly line: number; readonly problem: string }[] = []
  readonly networks = new Set<string>()
  readonly groups = new Set<string>()
  readonly targets = new Set<string>()

  add({ network, target }: DatasetRow): void {
    this.rows++
    this.networks.add(network.hash)
    this.groups.add(network.group)
    this.targets.add(target)
  }
}

/**
 * Writes the rows of a table as a dataset, whole or not at all, and prints what became of the others: each bad row with
 * its line, and the count of all. Returns the exit code.
 * @throws PreciousError `table/invalid` where there is nothing to write, or a bad row and `--strict`
 */
export async function writeImported(request: ImportRequest, terminal: Terminal): Promise<number> {
  const tally = new Tally()
  const { file, options } = request
  try {
    await write(datasetText(rowsOf(request, tally, terminal)), options.out, terminal)
  } finally {
    if (terminal.signal?.aborted !== true) {
      for (const { line, problem } of tally.problems) {
        terminal.stderr.write(`warning: ${printable(`${file}:${line}: ${problem}`)}\n`)
      }
    }
  }
  const text = options.json === true ? jsonOf(tally, options) : textOf(tally, options)
  const { stdout, stderr } = terminal
  const stream = options.out === undefined ? stderr : stdout
  stream.write(text)
  return 0
}

async function* rowsOf(
  { file, outcomes, rowCount, options }: ImportRequest,
  tally: Tally,
  terminal: Terminal,
): AsyncGenerator<DatasetRow, void, undefined> {
  const progress = startProgress(terminal)
  try {
    let index = 0
    for await (const outcome of outcomes) {
      // Lets what stops the run be heard.
      await setImmediate()
      terminal.signal?.throwIfAborted()
      progress.step(`${file}:${outcome.line}`, index++, rowCount)
      if (outcome.kind === 'problem') tally.problems.push(outcome)
      else if (outcome.kind === 'empty') tally.empty++
      else {
        tally.add(outcome.row)
        yield outcome.row
      }
    }
  } finally {
    progress.stop()
  }
  mustSuffice(tally, file, options)
}

function mustSuffice({ rows, empty, problems }: Tally, where: string, { strict }: ImportOptions): void {
  const bad = plural(problems.length, 'bad row')
  if (strict === true && problems.length > 0) {
    const what = `nothing is imported: the table has ${bad}, named above`
    throw new PreciousError('table/invalid', { what, hint: 'Correct them, or leave out --strict', where })
  }
  if (rows > 0) return
  const what = `nothing can be imported: the table has ${bad} and ${empty} without a figure`
  throw new PreciousError('table/invalid', { what, hint: 'Check the columns that the command names', where })
}

/** To the file, or else to standard output once all is well. */
async function write(text: AsyncIterable<string>, out: string | undefined, terminal: Terminal): Promise<void> {
  if (out === undefined) {
    const blocks = []
    for await (const block of text) blocks.push(block)
    for (const block of blocks) terminal.stdout.write(block)
    return
  }
  await writeOutput(out, text, terminal)
}

function textOf({ rows, empty, problems, networks, groups, targets }: Tally, { out }: ImportOptions): string {
  const about = `${plural(networks.size, 'network')} in ${plural(groups.size, 'group')}`
  const target = [...targets].join(', ')
  const place = out === undefined ? '' : ` in ${out}`
  const left = [
    ...(problems.length > 0 ? [`${plural(problems.length, 'bad row')}, named above`] : []),
    ...(empty > 0 ? [`${plural(empty, 'row')} without a figure`] : []),
  ]
  const leftOut = left.length === 0 ? '' : ` Left out: ${left.join('; ')}.`
  return `${plural(rows, 'measurement')} of ${target}${place}: ${about}.${leftOut}\n`
}

function jsonOf({ rows, empty, problems, networks, groups, targets }: Tally, { out }: ImportOptions): string {
  const counts = { rows, bad: problems.length, empty, networks: networks.size, groups: groups.size }
  const named = problems.map(({ line, problem }) => ({ line, problem }))
  return `${JSON.stringify({ out, targets: [...targets], ...counts, problems: named }, sortKeys, 2)}\n`
}
