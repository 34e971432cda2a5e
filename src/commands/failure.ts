import type { PreciousError } from '../errors.ts'
import { printable } from '../report/table.ts'
import type { Terminal } from './terminal.ts'

/** Exit code for bad input or usage. */
export const badInput = 2

/** Exit code of a run that was stopped, as shells give it for Ctrl-C. */
export const interrupted = 130

/** Prints an error as where and what, then what to do. */
export function printError(terminal: Terminal, error: PreciousError): void {
  printProblem('error', terminal, error)
}

/** The same of what the run goes on without. */
export function printWarning(terminal: Terminal, problem: PreciousError): void {
  printProblem('warning', terminal, problem)
}

function printProblem(kind: 'error' | 'warning', { stderr }: Terminal, { where, what, hint }: PreciousError): void {
  const place = where === undefined ? '' : `${printable(where)}: `
  stderr.write(`${kind}: ${place}${printableLines(what)}\n  ${printableLines(hint)}.\n`)
}

/** Lists of problems have a line for each. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}
