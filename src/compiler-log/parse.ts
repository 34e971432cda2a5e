import type { CompiledModel, CompilerLog, LoggedOperator } from './compiler-log.ts'
import { isComplaint, isFailure } from './failures.ts'
import { figureOf, type ModelFigures } from './labels.ts'
import { linesOf } from './log-lines.ts'
import { isMapped } from './statuses.ts'

/** A model while its lines are read. */
interface Draft {
  figures: ModelFigures
  readonly operators: LoggedOperator[]
  /** Whether the head of its table was there. */
  hasTable: boolean
}

const versionLine = /^edge tpu compiler version (\d[\w.-]*)/i
const timeLine = /^models? compiled successfully in (\d{1,12}) ?ms\b/i
/** The second wording follows where some operators stay on the CPU, the third is of compiler 16. */
const successLine = /^(?:models? compiled successfully|model successfully compiled|compilation succeeded)\b/i
const tableHead = /^operator\s+count\s+status$/i
/** Kinds have at least two letters, and every status begins with a capital. */
const tableRow = /^([A-Z][A-Z\d_]+)\s+(\d{1,9})\s+([A-Z].*)$/

/** As many complaints as anybody reads; a search for delegates repeats them for each attempt. */
const mostMessages = 20

/**
 * Reads what the Edge TPU compiler prints or writes into its `.log` file. Lines that are not known are passed over.
 *
 * A search for delegates fails a number of times before it succeeds, so the last verdict counts.
 * @param text of compiler 1.0 to 16, of which version is not asked
 */
export function parseCompilerLog(text: string): CompilerLog {
  const lines = linesOf(text)
  const version = lines.map((line) => versionLine.exec(line)?.[1]).find((found) => found !== undefined)
  const messages = [...new Set(lines.filter(isComplaint).map(withoutPrefix))].slice(0, mostMessages)
  const models = readModels(lines)
  const verdict = lines.findLast((line) => isFailure(line) || successLine.test(line))
  const hasEnd = verdict !== undefined || models.some(hasFigures)
  if (verdict === undefined ? !hasEnd && messages.length > 0 : isFailure(verdict)) {
    return { kind: 'failed', version, messages }
  }
  if (!hasEnd) return { kind: 'unrecognised', version }
  return { kind: 'compiled', version, timeMs: timeOf(lines), models }
}

function withoutPrefix(line: string): string {
  return line.replace(/^(?:error|fatal): */i, '')
}

function timeOf(lines: readonly string[]): number | undefined {
  const times = lines.flatMap((line) => {
    const [, time] = timeLine.exec(line) ?? []
    return time === undefined ? [] : [Number(time)]
  })
  return times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0)
}

function readModels(lines: readonly string[]): readonly CompiledModel[] {
  const drafts: Draft[] = []
  for (const line of lines) {
    const figure = figureOf(line)
    if (figure !== undefined) addFigure(drafts, figure)
    else if (tableHead.test(line)) startTable(drafts)
    else addRow(drafts.at(-1), line)
  }
  return drafts.map(finish)
}

/** What a model has already is of the next one. */
function addFigure(drafts: Draft[], figure: ModelFigures): void {
  const last = drafts.at(-1)
  const isNext = last === undefined || Object.keys(figure).some((key) => Object.hasOwn(last.figures, key))
  if (isNext) drafts.push({ figures: figure, operators: [], hasTable: false })
  else last.figures = { ...last.figures, ...figure }
}

function startTable(drafts: Draft[]): void {
  const last = drafts.at(-1)
  if (last === undefined || last.hasTable) drafts.push({ figures: {}, operators: [], hasTable: true })
  else last.hasTable = true
}

function addRow(draft: Draft | undefined, line: string): void {
  if (draft?.hasTable !== true) return
  const [, kind, count, status] = tableRow.exec(line) ?? []
  if (kind === undefined || count === undefined || status === undefined) return
  draft.operators.push({ kind, count: Number(count), status, device: isMapped(status) ? 'edgetpu' : 'cpu' })
}

function finish({ figures, operators }: Draft): CompiledModel {
  const countOn = (device: LoggedOperator['device']): number =>
    operators.filter((row) => row.device === device).reduce((sum, { count }) => sum + count, 0)
  const counted = { edgetpu: countOn('edgetpu'), cpu: countOn('cpu') }
  const listed = counted.edgetpu + counted.cpu
  // Tables that people shortened count for nothing.
  const listsAll = operators.length > 0 && (figures.operations === undefined || figures.operations === listed)
  return {
    input: figures.input,
    output: figures.output,
    inputSize: figures.inputSize,
    outputSize: figures.outputSize,
    cached: figures.cached,
    cacheRemaining: figures.cacheRemaining,
    cacheAvailable: figures.cacheAvailable,
    streamed: figures.streamed,
    subgraphs: figures.subgraphs,
    operations: figures.operations ?? (listsAll ? listed : undefined),
    operationsOnEdgeTpu: figures.operationsOnEdgeTpu ?? (listsAll ? counted.edgetpu : undefined),
    operationsOnCpu: figures.operationsOnCpu ?? (listsAll ? counted.cpu : undefined),
    operationLog: figures.operationLog,
    operators,
  }
}

/** Names of files alone may be in any text. */
function hasFigures({ cached, streamed, subgraphs, operations }: CompiledModel): boolean {
  return [cached, streamed, subgraphs, operations].some((figure) => figure !== undefined)
}
