import { referenceArchitectures } from '../generator/architectures/reference.ts'
import { sortKeys } from '../report/json.ts'
import { alignColumns } from '../report/table.ts'
import type { GenerateOptions } from './generate-options.ts'
import { type Terminal, widthOf } from './terminal.ts'

/** Prints the architectures that are known by name. */
export function listArchitectures({ json }: GenerateOptions, { stdout }: Terminal): void {
  const listed = referenceArchitectures.map(({ name, title, source, defaults, hasWidth }) => ({
    name,
    title,
    source,
    defaults,
    hasWidth,
  }))
  if (json === true) {
    stdout.write(`${JSON.stringify(listed, sortKeys, 2)}\n`)
    return
  }
  const rows = listed.map(({ name, title, source, defaults, hasWidth }) => {
    const { inputSize, classes, quantisation } = defaults
    return [name, title, `${inputSize}x${inputSize}`, String(classes), quantisation, hasWidth ? 'yes' : 'no', source]
  })
  const head = ['name', 'title', 'input', 'classes', 'quantisation', '--width', 'source']
  // Sources are long, and broken lines are no table; JSON has them in full.
  const width = stdout.isTTY === true ? widthOf(stdout) : Infinity
  const lines = alignColumns([head, ...rows], [2, 3]).map((line) => cut(line, width))
  stdout.write(`${lines.join('\n')}\n\nnas-bench-201 takes --cell "..." and --variant eagle or hwnasbench.\n`)
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`
}
