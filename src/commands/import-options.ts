import { PreciousError } from '../errors.ts'
import type { Separator } from '../import/csv.ts'

/** What every `precious import` takes on the command line. */
export interface ImportOptions {
  /** Absent: the rows are printed. */
  readonly out?: string
  readonly strict?: boolean
  readonly json?: boolean
}

/** What `precious import nb201` takes. */
export interface ImportNasBenchOptions extends ImportOptions {
  readonly variant: 'eagle' | 'hwnasbench'
}

/** What `precious import csv` takes; most are names of columns. */
export interface ImportCsvOptions extends ImportOptions {
  readonly model: string
  readonly latency?: string
  readonly latencyUnit?: string
  readonly latencyDeviation?: string
  readonly power?: string
  readonly powerUnit?: string
  readonly powerDeviation?: string
  readonly energy?: string
  readonly energyUnit?: string
  readonly energyDeviation?: string
  readonly runs?: string
  readonly group?: string
  readonly feature?: readonly string[]
  readonly separator?: SeparatorName
  readonly target: string
  readonly link?: string
  readonly clock?: string
  readonly host?: string
  readonly runtime?: string
  readonly repetitions?: string
  readonly source?: string
  readonly licence?: string
}

/** What stands between cells, as a user writes it. */
export type SeparatorName = ',' | ';' | 'tab'

export function separatorOf(name: SeparatorName | undefined): Separator | undefined {
  return name === 'tab' ? '\t' : name
}

/** @throws PreciousError `usage/invalid` where options make no sense together, whatever the table holds */
export function mustFit({ out, json }: ImportOptions): void {
  if (json !== true || out !== undefined) return
  throw new PreciousError('usage/invalid', {
    what: '--json prints what was imported, but without --out the rows are printed',
    hint: 'Give --out, the file that the rows are written to',
  })
}
