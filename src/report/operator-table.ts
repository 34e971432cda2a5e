import type { createColors } from 'picocolors'
import { formatBytes, formatCount, plural } from './format.ts'
import type { Inspection } from './inspection.ts'
import type { OperatorReport } from './report.ts'
import { alignColumns, indent, printable } from './table.ts'

type Colours = ReturnType<typeof createColors>

const operatorColumns = ['#', 'operator', 'output', 'device', 'MACs', 'steps', 'parameters', '', 'activations'] as const
const rightColumns = [0, 4, 5, 6, 8] as const

/** The operators of an inspected model under a title. */
export function operatorTable({ operators, operatorCount }: Inspection, colours: Colours): string[] {
  const all = plural(operatorCount, 'operator')
  const title = colours.bold(operators.length === operatorCount ? all : `${formatCount(operators.length)} of ${all}`)
  if (operators.length === 0) return [title]
  // The last column gives reasons for the CPU only.
  const hasReasons = operators.some(({ device }) => device === 'cpu')
  const columns = [...operatorColumns, ...(hasReasons ? ['because'] : [])]
  const header = columns.map((name) => colours.dim(name))
  return [title, ...indent(alignColumns([header, ...operators.map(operatorRow)], rightColumns))]
}

function operatorRow(operator: OperatorReport): string[] {
  const { index, kind, shape, device, macs, tensorSteps, because } = operator
  const { parameterBytes, parameterStorage, activationBytes } = operator
  return [
    String(index),
    printable(kind),
    shape.length === 0 ? 'scalar' : shape.join('x'),
    device === 'cpu' ? 'CPU' : 'Edge TPU',
    cell(macs, formatCount),
    cell(tensorSteps, formatCount),
    cell(parameterBytes, formatBytes),
    parameterStorage === 'none' ? '' : parameterStorage,
    formatBytes(activationBytes),
    device === 'cpu' ? printable(because) : '',
  ]
}

/** A number of an operator; null inside a compiled one. */
function cell(value: number | null, format: (value: number) => string): string {
  if (value === null) return 'unknown'
  return value === 0 ? '-' : format(value)
}
